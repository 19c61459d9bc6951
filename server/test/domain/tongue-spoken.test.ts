import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/adapters/content.ts'
import { isInCzech } from '../../src/domain/tongue-spoken.ts'
import type { LanguageContent } from '../../src/ports/content.ts'

let content: LanguageContent
before(async () => { content = (await loadContent(fileURLToPath(new URL('../../content', import.meta.url)))).in('cs') })

const isCzech = (utterance: string) =>
  isInCzech({ utterance, signs: content.smallTalk.signs, motherTongue: 'en', knows: (form) => content.glossary.has(form) || content.commonForms?.has(form) === true })

describe('whether anything of what was said is Czech', () => {
  it('is so of sentences, of single words, of names among them, and with letters left bare', () => {
    for (const said of ['Včera jsem byl v Praze.', 'Ano', 'Hm', 'Pivo!', 'Jmenuju se Oleksandr.', 'Mam rad caj.', 'Muzes mi pomoct?', 'To je student.', 'Bydlím v Brně', 'Dal bych si hot dog.', 'Mám 25 let.']) assert.ok(isCzech(said), said)
  })

  it('is not so of signs, figures, other letters and other tongues', () => {
    for (const said of ['!!!', '..', '👍👍🎉', '25', 'مرحبا كيف حالك', 'Привіт, як справи?', '你好', 'Hello, how are you?', 'I do not know what to say', 'Ich weiß nicht, was ich sagen soll', '']) assert.ok(!isCzech(said), said)
  })
})
