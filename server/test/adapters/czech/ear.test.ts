import assert from 'node:assert/strict'
import { after, afterEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type CzechEar, czechEar, type CzechEarOptions } from '../../../src/adapters/czech/ear.ts'
import { realClock } from '../../../src/adapters/real-clock.ts'
import { applied } from '../../../src/domain/correction.ts'
import { Failure, type FailureCode } from '../../../src/domain/failure.ts'
import type { Listening } from '../../../src/ports/ear.ts'
import { earContract } from '../../contracts/ear.ts'
import { keeps } from '../../contracts/keep.ts'
import { turnedClock, until } from '../../routing/turned-clock.ts'

const contentFolder = fileURLToPath(new URL('../../../content/cs', import.meta.url))
const listening = (text: string, how: Partial<Listening> = {}): Listening =>
  ({ text, language: 'cs', level: 'B1', motherTongue: 'en', gender: null, corrections: 'detailed', spoken: false, ...how })
const patient = (): { readonly signal: AbortSignal } => ({ signal: new AbortController().signal })
const failing = (code: FailureCode) => (error: unknown) => error instanceof Failure && error.code === code

const shipped = czechEar({ contentFolder, clock: realClock() })
after(shipped.close)

keeps('the Czech ear', earContract, shipped, {
  wrong: 'Já chce jít do škola že tam mám kamarád.',
  doubtful: 'Bojím se psi',
  foreign: 'I would like to have a beer, please.',
  failing: async (port) => {
    await shipped.close()
    return port
  },
})

describe('the ear as it is shipped', () => {
  const ear = czechEar({ contentFolder, clock: realClock() })
  after(ear.close)

  it('explains in the nearest tongue', async () => {
    await ear.warm()
    const [finding] = (await ear.check(listening('Jdu do škola.', { motherTongue: 'uk-UA' }), patient())).findings
    assert.match(finding!.explanation, /відмінка/)
  })

  it('corrects what was sent as it was sent, with the space around it', async () => {
    const text = 'Já chce jít do škola že tam mám kamarád.'
    const plain = await ear.check(listening(text), patient())
    const { corrected, findings } = await ear.check(listening(`\n  ${text} `), patient())
    assert.equal(corrected, `\n  ${plain.corrected} `)
    assert.equal(applied(`\n  ${text} `, findings), corrected)
    assert.deepEqual(findings, plain.findings.map((finding) => ({ ...finding, start: finding.start + 3, end: finding.end + 3 })))
  })
})

describe('the thread behind the ear', () => {
  let ear: CzechEar
  const standIn = (options: Partial<CzechEarOptions> = {}): CzechEar =>
    (ear = czechEar({ contentFolder, clock: turnedClock(), workerFile: new URL('./stand-in-worker.ts', import.meta.url), ...options }))
  afterEach(() => ear.close())

  for (const fate of ['die', 'throw', 'break']) {
    it(`may ${fate}: one check fails, the next is answered`, async () => {
      standIn()
      await assert.rejects(ear.check(listening(fate), patient()), failing('unavailable'))
      assert.equal((await ear.check(listening('dobrý den'), patient())).corrected, 'dobrý den')
    })
  }

  it('is ended when it hangs', async () => {
    const clock = turnedClock()
    standIn({ clock, checkMsMax: 10_000 })
    const hanging = ear.check(listening('hang'), patient())
    await until(() => clock.waits === 1)
    clock.turn(10_000)
    await assert.rejects(hanging, failing('unavailable'))
    assert.equal((await ear.check(listening('dobrý den'), patient())).corrected, 'dobrý den')
  })

  it('has a bounded line before it', async () => {
    standIn({ waitingMax: 1 })
    const waiting = Promise.allSettled(['hang', 'čeká'].map((text) => ear.check(listening(text), patient())))
    await assert.rejects(ear.check(listening('třetí'), patient()), failing('busy'))
    await ear.close()
    for (const { status } of await waiting) assert.equal(status, 'rejected')
  })

  it('is not waited for once the signal aborts', async () => {
    standIn()
    const stop = new AbortController()
    const hanging = ear.check(listening('hang'), { signal: stop.signal })
    stop.abort()
    await assert.rejects(hanging, failing('unavailable'))
  })

  it('is asked once for the same sentence, and again for another reader', async () => {
    standIn()
    const [once, twice] = [await ear.check(listening('ahoj'), patient()), await ear.check(listening('ahoj'), patient())]
    assert.equal(once, twice)
    assert.equal((await ear.check(listening(' ahoj\n'), patient())).by, once.by, 'known again with space around it')
    assert.notEqual(await ear.check(listening('ahoj', { level: 'A1' }), patient()), once)
    assert.notEqual(await ear.check(listening('ahoj', { spoken: true }), patient()), once)
  })

  it('forgets the oldest sentence first', async () => {
    standIn({ rememberedMax: 1 })
    const once = await ear.check(listening('ahoj'), patient())
    await ear.check(listening('čau'), patient())
    assert.notEqual(await ear.check(listening('ahoj'), patient()), once)
  })
})
