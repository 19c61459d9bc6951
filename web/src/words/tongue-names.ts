/** Mother tongues to choose from, each by its own name. */

const offered = ['en', 'uk', 'ru', 'cs', 'sk', 'pl', 'de', 'vi', 'es', 'fr', 'it', 'pt', 'ro', 'bg', 'sr', 'hu', 'tr', 'ar', 'zh', 'ja', 'ko', 'hi', 'kk', 'be', 'mn'] as const

/** With `chosen` among them, whatever it is. */
export function tongueOptions(chosen: string): readonly { readonly value: string; readonly label: string; readonly lang: string }[] {
  const tags: readonly string[] = (offered as readonly string[]).includes(chosen) ? offered : [chosen, ...offered]
  return tags.map((tag) => ({ value: tag, label: nameOf(tag), lang: tag }))
}

function nameOf(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    return tag
  }
}
