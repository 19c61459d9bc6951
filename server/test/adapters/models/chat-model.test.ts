import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { mostUsed, usageOf, type ChatMessages } from '../../../src/adapters/models/chat-model.ts'
import { nothingUsed } from '../../../src/domain/price.ts'
import { anyCharacter } from '../../any-character.ts'

const asking = (texts: readonly string[]): ChatMessages => texts.map((text, at) => (at === 0 ? { role: 'system', content: text } : { role: 'user', content: [{ type: 'text', text }] }))

describe('the most that a chat call can take', () => {
  it('is never less than what it takes, whatever was written', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: anyCharacter }), fc.constantFrom('nejneobhospodařovávatelnějšími', 'žluťoučký kůň', '👩‍👩‍👧‍👦', '\ud83d', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'))
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (texts) => {
      const { inputTokens } = mostUsed(asking(texts), {}, 300)
      const taken = texts.reduce((sum, text) => sum + countTokens(text, { disallowedSpecial: new Set() }), 0)
      assert.ok(inputTokens >= taken, `${inputTokens} and ${taken}`)
    }))
  })
  it('is some three times what Czech takes, no more', () => {
    const said = 'Včera jsem byla s kamarádkou v kině a potom jsme šly spolu na večeři. '.repeat(60)
    assert.ok(mostUsed(asking([said]), {}, 300).inputTokens < 4 * countTokens(said))
  })
  it('counts what comes along with a schema, and all of it as kept where that costs something', () => {
    const [plain, structured] = [mostUsed(asking(['Ahoj.']), {}, 300), mostUsed(asking(['Ahoj.']), {}, 300, { type: 'object' })]
    assert.ok(structured.inputTokens > plain.inputTokens + 300)
    assert.deepEqual(plain, { ...nothingUsed, inputTokens: plain.inputTokens, outputTokens: 300 })
    assert.equal(mostUsed(asking(['Ahoj.']), { cacheWrittenTokens: 2 }, 300).cacheWrittenTokens, plain.inputTokens)
  })
})

describe('what a call took', () => {
  const counted = (inputTokens: object, total: number | undefined = 7) => usageOf({ inputTokens, outputTokens: { total } } as Parameters<typeof usageOf>[0])
  it('tells what was read from what was kept, and what is kept from now on', () => {
    assert.deepEqual(counted({ total: 100, cacheRead: 60, cacheWrite: 30 }), { inputTokens: 100, cachedInputTokens: 60, cacheWrittenTokens: 30, outputTokens: 7 })
    assert.deepEqual(counted({ total: 100, cacheRead: undefined, cacheWrite: undefined }), { inputTokens: 100, cachedInputTokens: 0, outputTokens: 7 })
  })
  it('is not known where the vendor does not tell', () => assert.equal(counted({ total: undefined }), null))
})
