import assert from 'node:assert/strict'
import { it } from 'node:test'
import { command, takenTogether, welcome } from '../src/commands.ts'
import { readConfig } from '../src/config.ts'

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
    [['forget'], 'forget needs LEARNER. It is: npm start -- forget LEARNER'],
    [['forget', 'somebody'], 'A learner is named by their id, as in 01890a5d-ac96-774b-bcce-b302099a8057.'],
    [['export', 'one', 'two'], 'export takes one value. It is: npm start -- export LEARNER'],
    [['constructor'], /^"constructor" is not something Mluv can do\. It can: serve, .*move, backup, restore, export, forget, forget-listed, erased, traces, upgrade\.$/],
  ] as const) {
    await command(words)
    const [sentence] = told.mock.calls.at(-1)!.arguments as unknown as [string]
    if (typeof says === 'string') assert.equal(sentence, says)
    else assert.match(sentence, says)
  }
  assert.ok(ended.mock.calls.every(({ arguments: [code] }) => (code as unknown) === 1))
  assert.equal(ended.mock.callCount(), told.mock.callCount())
})

it('the start tells who is asked for what, whichever vendor that is, and where nobody is, how somebody would be', () => {
  const unasked = { state: 'trusted', fault: null, restMs: 0, calls: 0, success: 1, firstPieceMs: null } as const
  const fare = (task: 'reply' | 'correct' | 'speak' | 'transcribe', provider: string, model: string | null) => ({ task, provider, model, ...unasked })
  const own = [fare('reply', 'offline', null), fare('correct', 'czech-ear', null), fare('speak', 'espeak', null)]
  const vendors = [
    fare('transcribe', 'deepgram', 'nova-3'), fare('reply', 'anthropic', 'light'), fare('reply', 'anthropic', 'strong'),
    fare('correct', 'anthropic', 'strong'), fare('speak', 'elevenlabs', 'eleven_flash_v2_5'),
  ]
  const linesOf = (fares: Parameters<typeof welcome>[2]) => welcome(readConfig({}), 'http://127.0.0.1:3000', fares, null).split('\n')
  const told = (fares: Parameters<typeof welcome>[2]) => linesOf(fares).filter((line) => /^  (answers|corrects|speaks|hears) /.test(line)).map((line) => line.slice(16))
  assert.deepEqual(told([...vendors, ...own]), [
    'anthropic light, anthropic strong; at the last Honzík, from what authors wrote', 'anthropic strong; the Czech ear looks them through',
    'elevenlabs eleven_flash_v2_5; at the last espeak-ng', 'deepgram nova-3',
  ])
  for (const [at, begins] of ['Honzík', 'the Czech ear', 'espeak-ng', 'what the browser can'].entries()) assert.ok(told(own)[at]!.startsWith(begins))
})

it('the doctor tells what all processes take of the machine', () => {
  const process = (megabytes: number, processorMs: number) => ({
    processId: '01890a5d-ac96-774b-bcce-b302099a8057', toldAtMs: 0, does: 'serves', version: '1', startedAtMs: 0, windowMs: 1000,
    figures: { times: {}, counts: { 'processor ms': processorMs }, gauges: { 'memory bytes': megabytes * 1024 ** 2 } },
  } as const)
  assert.equal(takenTogether([], 2), 'No process of this installation runs.')
  assert.equal(takenTogether([process(100, 250), process(50, 250)], 2), '2 processes together take 150 MB of memory and 0.50 of 2 processors; 1.50 would be idle but for others.')
})
