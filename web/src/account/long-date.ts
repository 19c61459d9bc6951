/** A day as people write it. */
export const longDate = (tongue: string, instant: string): string => new Date(instant).toLocaleDateString(tongue, { day: 'numeric', month: 'long', year: 'numeric' })
