/** Small drawn signs. Always beside words or under an accessible name, so they stay silent themselves. */

const paths = {
  microphone: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  muted: 'M9 5.500a3 3 0 0 1 6 .5v5M15 13.500a3 3 0 0 1-6-1.500V9M6 11a6 6 0 0 0 9.500 4.900M18 11a6 6 0 0 1-.5 2.400M12 17v4M9 21h6M4 4l16 16',
  send: 'M5 12h13M12 5l7 7-7 7',
  stop: 'M7 7h10v10H7z',
  play: 'M8 5.500v13l11-6.500z',
  slow: 'M5 6.500v11M9.500 6.500v11l9-5.500z',
  sound: 'M4 10v4h4l5 4V6L8 10zM16.500 9a4 4 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11',
  translate: 'M4 6h9M8.500 4v2M11 6c-.5 4-3 7-7 8.500M6 9c1.500 3 4 4.800 6.500 5.500M12.500 20l4-9 4 9M14 17h5',
  star: 'M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900-4.300-4.100 5.900-.8z',
  flame: 'M12 21c-4 0-6.500-2.600-6.500-6 0-4.500 4-6 4.500-11 4 2 7 5.500 8 8 .9 4.600-2 9-6 9zM12 21c-1.700 0-2.800-1.200-2.800-2.800 0-1.900 1.800-2.800 2.300-4.700 1.800 1 3.300 2.800 3.300 4.700 0 1.600-1.100 2.800-2.800 2.800z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  circle: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z',
  search: 'M10.5 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  question: 'M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 17.500v.1',
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
