/** What is written and not said yet: kept for its learner in this tab, over reloads and other rooms. `text` is kept instead where it is given. */
export function draft(learnerId: string, text?: string): string {
  const place = `mluv.draft.${learnerId}`
  try {
    if (text !== undefined) sessionStorage.setItem(place, text)
    return sessionStorage.getItem(place) ?? ''
  } catch {
    // A browser that keeps nothing, or not so much: it stands in the field for as long as that is shown.
    return ''
  }
}
