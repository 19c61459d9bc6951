import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { openInstallation, type Installation } from './installation.ts'

let mluv: Installation
before(async () => {
  mluv = await openInstallation({ warm: ['ear'] })
})
after(() => mluv.close())

/** Something sensible comes back, and nothing is held against the learner. The answer is the score, null where nothing of it is Czech. */
async function isAnswered(text: string): Promise<number | null> {
  const { token } = await mluv.guest()
  const turn = await mluv.say(token, text, { speak: false })
  assert.equal(turn.transcript, text)
  assert.ok(turn.reply!.sentences.length > 0 && turn.reply!.sentences.every((sentence) => sentence.text.trim() !== ''))
  assert.match(turn.reply!.text, /\?/, 'the conversation goes on')
  assert.deepEqual(turn.corrections.mistakes.filter(({ counted }) => counted).map(({ original, corrected, kind }) => ({ original, corrected, kind })), [])
  assert.ok(turn.corrections.score === null || turn.corrections.score === 100)
  assert.deepEqual(turn.degraded, [])
  return turn.corrections.score
}

const words = 'dobrý den jmenuji se Petr a bydlím v Praze '

describe('odd but legal text is answered, and no mistake is invented', () => {
  for (const [what, text] of Object.entries({
    'emoji alone': '😀🎉👍', 'a family in one emoji': '👨‍👩‍👧‍👦👩🏽‍🚀', 'flags': '🇨🇿🇺🇦', 'Hebrew': 'שלום, מה שלומך?', 'Arabic': 'مرحبا كيف حالك', 'Chinese': '你好，你今天怎么样？', 'Japanese': 'こんにちは。元気ですか', 'Thai': 'สวัสดีครับ',
    'Ukrainian': 'Привіт, я хочу вивчити чеську мову.', 'Russian': 'Здравствуйте, я хочу выучить чешский язык.', 'Greek': 'Καλημέρα, τι κάνεις;', 'English': 'Hello, I would like to learn Czech but I do not know how.', 'German': 'Guten Tag, ich möchte gerne ein Bier bestellen.',
    'Vietnamese': 'Xin chào, tôi muốn học tiếng Séc.', 'Polish': 'Dzień dobry, chciałbym zamówić piwo, proszę.',
    'combining marks': 'a\u0301\u0302\u0303\u0304\u0305'.repeat(50), 'marks on nothing': '\u0301\u0302\u0303\u0304', 'direction marks': '\u202eahoj\u202c\u200f\u200e', 'invisible characters': '\u200b\u200b\u2060\ufeff..', 'digits': '12345 67890', 'punctuation': '?!?!...,,,;;;', 'symbols': '∑∫√≠≤≥ €$£',
    'new lines': 'Ahoj!\n\n\r\n\tJak se máš?', 'an address': 'https://example.com/a?b=c#d', 'a mail': 'jan.novak@example.cz', 'markup': '<b onclick="alert(1)">Ahoj!</b>', 'code': "'; DROP TABLE turns; --", 'a template': '${7*7} {{7*7}} %s %d', 'a path': '../../../etc/passwd',
    'one letter 2,000 times': 'a'.repeat(2000), 'one Czech letter 2,000 times': 'ř'.repeat(2000), 'two letters 1,000 times': 'ab'.repeat(1000), '1,000 words of one letter': 'a '.repeat(999) + 'a.', 'one emoji 1,000 times': '😀'.repeat(1000), '2,000 full stops': '.'.repeat(2000), '1,999 blanks and more': `ah${' '.repeat(1990)}oj`,
    'keys at random': 'asdfghjkl qwertzuiop yxcvbnm',
  }))
    it(what, async () => void (await isAnswered(text)))

  it('2,000 characters of words', async () => {
    const { token } = await mluv.guest()
    const text = words.repeat(100).slice(0, 2000)
    const turn = await mluv.say(token, text, { speak: false })
    assert.equal(turn.transcript, text)
    assert.ok(turn.reply!.text.length > 0 && turn.corrections.corrected !== null)
    assert.deepEqual(turn.degraded, [])
  })

  it('anything at all that is not in Latin letters', async () => {
    const unit = fc.constantFrom(...'אבגדهوزحабвгґїєыэαβγ你好嗎こんฉัน가나다😀🎉👍🏽0123456789 .,!?\u0301\u200d\u202e')
    const sayable = fc.string({ unit, minLength: 2, maxLength: 60 }).filter((text) => text.isWellFormed() && text.trim().length >= 2)
    await fc.assert(fc.asyncProperty(sayable, async (text) => assert.equal(await isAnswered(text), null)), { seed: 20_261_122, numRuns: 150 })
  })
})
