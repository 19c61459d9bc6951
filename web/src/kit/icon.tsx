/** Small drawn signs. Always beside words or under an accessible name, so they stay silent themselves. */

const paths = {
  microphone: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  muted: 'M9 5.5a3 3 0 0 1 6 .5v5M15 13.5a3 3 0 0 1-6-1.5V9M6 11a6 6 0 0 0 9.5 4.9M18 11a6 6 0 0 1-.5 2.4M12 17v4M9 21h6M4 4l16 16',
  send: 'M5 12h13M12 5l7 7-7 7',
  stop: 'M7 7h10v10H7z',
  play: 'M8 5.5v13l11-6.5z',
  slow: 'M5 6.5v11M9.5 6.5v11l9-5.5z',
  sound: 'M4 10v4h4l5 4V6L8 10zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11',
  translate: 'M4 6h9M8.5 4v2M11 6c-.5 4-3 7-7 8.5M6 9c1.5 3 4 4.8 6.5 5.5M12.5 20l4-9 4 9M14 17h5',
  star: 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z',
  flame: 'M12 21c-4 0-6.5-2.6-6.5-6 0-4.5 4-6 4.5-11 4 2 7 5.5 8 8 .9 4.6-2 9-6 9zM12 21c-1.7 0-2.8-1.2-2.8-2.8 0-1.9 1.8-2.8 2.3-4.7 1.8 1 3.3 2.8 3.3 4.7 0 1.6-1.1 2.8-2.8 2.8z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  circle: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  question: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.1',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, filled = false, className = 'size-5' }: { readonly name: IconName; readonly filled?: boolean; readonly className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={`shrink-0 ${className}`} fill={filled ? 'currentColor' : 'none'} stroke="currentColor"
      strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round">
      <path d={paths[name]} />
    </svg>
  )
}
