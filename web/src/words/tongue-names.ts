/** Mother tongues to choose from, each by its own name. Browsers do not know all of them, and take 20 ms to find the others. */

const tongueOf = (tag: string, label: string) => ({ value: tag, lang: tag, label })

const offered = 'en English,uk Українська,ru Русский,cs Čeština,sk Slovenčina,pl Polski,de Deutsch,vi Tiếng Việt,es Español,fr Français,it Italiano,pt Português,ro Română,bg Български,sr Српски,hu Magyar,tr Türkçe,ar العربية,zh 中文,ja 日本語,ko 한국어,hi हिन्दी,kk Қазақ тілі,be Беларуская,mn Монгол'
  .split(',').map((tongue) => tongueOf(tongue.slice(0, 2), tongue.slice(3)))

/** With `chosen` among them, whatever it is. */
export function tongueOptions(chosen: string): readonly { readonly value: string; readonly label: string; readonly lang: string }[] {
  return offered.some(({ value }) => value === chosen) ? offered : [tongueOf(chosen, nameOf(chosen)), ...offered]
}

function nameOf(tag: string): string {
  try {
    const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag)!
    return name[0]!.toUpperCase() + name.slice(1)
  } catch {
    return tag
  }
}
