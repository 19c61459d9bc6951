import assert from 'node:assert/strict'
import { it } from 'node:test'
import { command } from '../src/commands.ts'

it('words that Mluv does not know are refused in a sentence that tells those it knows', async (t) => {
  const told = t.mock.method(console, 'error', () => {})
  const ended = t.mock.method(process, 'exit', () => {})
  const move = 'It is: npm start -- move --to postgres://user:password@host/name'
  for (const [words, says] of [
    [['move'], `move needs --to. ${move}`],
    [['move', '--form', 'x'], `move does not know --form. ${move}`],
    [['move', '--form=x'], `move does not know --form. ${move}`],
    [['move', '--to'], `--to takes one value. ${move}`],
    [['move', '--to', 'one', 'two'], `--to takes one value. ${move}`],
    [['move', '--to', 'mysql://somebody:secret@host'], '--to must be the address of a PostgreSQL database, as in postgres://user:password@host/name.'],
    [['backup', 'there'], 'backup does not know what to do with more words. It is: npm start -- backup [--to mluv.backup.zst]'],
    [['serve', 'quickly'], 'serve does not know what to do with more words. It is: npm start -- serve, and nothing more'],
    [['constructor'], /^"constructor" is not something Mluv can do\. It can: serve, .*move, backup, restore, upgrade\.$/],
  ] as const) {
    await command(words)
    const [sentence] = told.mock.calls.at(-1)!.arguments as unknown as [string]
    if (typeof says === 'string') assert.equal(sentence, says)
    else assert.match(sentence, says)
  }
  assert.ok(ended.mock.calls.every(({ arguments: [code] }) => (code as unknown) === 1))
  assert.equal(ended.mock.callCount(), told.mock.callCount())
})
