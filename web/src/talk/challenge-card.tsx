/** How far a challenge is. The first screen draws that of the day by itself: it has no byte to spare for a part that is shared. */

export function ChallengeCard({ when, title, done, needed }: { readonly when: string; readonly title: string; readonly done: number; readonly needed: number }) {
  return (
    <div className="grid content-start gap-1.5 rounded-xl border border-line bg-surface p-3">
      <p className="text-sm text-soft">{when}</p>
      <p className="flex justify-between gap-3 font-semibold"><span>{title}</span><span className="tabular-nums">{done}/{needed}</span></p>
      <progress className="w-full" aria-label={title} value={done} max={needed} />
    </div>
  )
}
