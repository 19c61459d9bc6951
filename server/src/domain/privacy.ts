/**
 * What learners are told of what happens with their words: who is given them, what is kept and for how long, and what they can do about it.
 * Made from how the installation is set up, so that it cannot say anything else than what is so.
 */
import type { Tongue, Translated } from './language.ts'
import { goesWith, personalKinds, type KindsTold } from './personal-data.ts'
import type { SpendingTask } from './price.ts'
import type { Place } from './public-address.ts'
import { backupMsMax, keptMs, remains, type Remains } from './retention.ts'

export const privacyTexts = [
  'title', 'lead', 'operator', 'operator-unnamed', 'voice', 'stays', 'leaves', 'nobody-else', 'who-title', 'who-help', 'what', 'who', 'where', 'how-long', 'honzik', 'ear', 'espeak', 'browser', 'browser-where',
  'doors-title', 'closed', 'plain-http', 'kept-title', 'kept-help', 'until-erased', 'while-valid', 'for-ever', 'not-kept', 'operators-choice', 'recording', 'remembered', 'backups', 'log', 'erased', 'cookies-title', 'cookie',
  'drawer', 'rights-title', 'take', 'erase', 'by-telegram', 'others-title', 'leaderboards', 'operator-sees', 'source', 'api', 'home', 'export-title', 'export-moments', 'export-cards', 'export-speech', 'export-speech-cut',
] as const
export type PrivacyText = (typeof privacyTexts)[number]

export const askedTasks = ['transcribe', 'reply', 'correct', 'speak', 'summarise'] as const satisfies readonly SpendingTask[]
export type AskedTask = (typeof askedTasks)[number]

/** By which learners come, or are told things. */
export const doorNames = ['page', 'api', 'telegram', 'mail', 'push'] as const
export type DoorName = (typeof doorNames)[number]

/** What goes by itself and is not a kind of a learner's own. */
export const otherRemains = ['sounds', 'speeches', 'measurements', 'allowances', 'updates', 'invitations', 'attempts', 'proofs'] as const satisfies readonly Remains[]

export const places = ['here', 'network', 'outside'] as const satisfies readonly Place[]

export type PrivacyTexts = {
  readonly texts: Readonly<Record<PrivacyText, Translated>>
  readonly tasks: Readonly<Record<AskedTask, Translated>>
  readonly places: Readonly<Record<Place, Translated>>
  readonly doors: Readonly<Record<DoorName, Translated>>
  readonly kinds: KindsTold
  readonly remains: Readonly<Record<(typeof otherRemains)[number], Translated>>
}

/** Somebody who is asked for something; `seat` is null where it is not known whose the address is. */
export type Party = { readonly task: AskedTask; readonly place: Place; readonly host: string; readonly seat: { readonly company: string; readonly country: string } | null }

export type PrivacyFacts = {
  /** In the order in which they are asked. */
  readonly parties: readonly Party[]
  readonly open: readonly DoorName[]
  readonly isEncrypted: boolean
  readonly operatorEmail: string | null
  readonly keepTurnsDays: number | null
  /** How long answers are remembered at most; null where none are. */
  readonly rememberedMs: number | null
  /** Backups are made by Mluv, and not by whoever looks after a server. */
  readonly backsUp: boolean
  readonly sessionMs: number
}

export type PrivacySection = {
  readonly title: string
  readonly says: readonly string[]
  readonly listed?: readonly string[]
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
}
export type PrivacyPage = { readonly title: string; readonly says: readonly string[]; readonly sections: readonly PrivacySection[] }

export function privacyPage(facts: PrivacyFacts, content: PrivacyTexts, tongue: Tongue): PrivacyPage {
  const say = (text: PrivacyText): string => content.texts[text][tongue]
  const operator = facts.operatorEmail === null ? say('operator-unnamed') : say('operator').replace('{email}', facts.operatorEmail)
  const isAnybodyOutside = facts.parties.some(({ place }) => place === 'outside')
  return {
    title: say('title'),
    says: [say('lead'), operator],
    sections: [
      { title: say('who-title'), says: [say('voice'), say(isAnybodyOutside ? 'leaves' : 'stays'), say('who-help')], table: { head: [say('what'), say('who'), say('where')], rows: whoRows(facts, content, tongue) } },
      { title: say('kept-title'), says: [say('kept-help')], table: { head: [say('what'), say('how-long')], rows: keptRows(facts, content, tongue) } },
      { title: say('rights-title'), says: [], listed: [say('take'), say('erase'), ...(facts.open.includes('telegram') ? [say('by-telegram')] : [])] },
      { title: say('doors-title'), says: facts.isEncrypted ? [] : [say('plain-http')], listed: doorNames.map((door) => `${content.doors[door][tongue]}${facts.open.includes(door) ? '' : ` ${say('closed')}`}`) },
      { title: say('cookies-title'), says: [say('cookie').replace('{days}', lasting(facts.sessionMs, tongue)), say('drawer'), say('nobody-else')] },
      { title: say('others-title'), says: [], listed: [say('leaderboards'), say('operator-sees')] },
    ],
  }
}

/** Who comes along and is asked last; nobody for what cannot be done without others. */
const ownParts: Readonly<Partial<Record<AskedTask, PrivacyText>>> = { reply: 'honzik', correct: 'ear', speak: 'espeak' }

/** One after the other for each task; whoever is asked for it with several models stands there once. */
function whoRows({ parties }: PrivacyFacts, { texts, tasks, places }: PrivacyTexts, tongue: Tongue): string[][] {
  const countries = new Intl.DisplayNames([tongue], { type: 'region' })
  return askedTasks.flatMap((task) => {
    const asked = parties.filter((party) => party.task === task).map(({ seat, host, place }) => [seat === null ? host : `${seat.company} (${countries.of(seat.country)}; ${host})`, places[place][tongue]])
    const own = ownParts[task]
    const [browser, browserWhere] = [texts.browser[tongue], texts['browser-where'][tongue]]
    const rows = [...asked, ...(own ? [[texts[own][tongue], places.here[tongue]]] : []), ...(task === 'transcribe' ? [[browser, browserWhere]] : [])]
    return [...new Map(rows.map((row) => [row.join('\n'), row])).values()].map((row) => [tasks[task][tongue], ...row])
  })
}

function keptRows({ keepTurnsDays, rememberedMs, backsUp }: PrivacyFacts, { texts, kinds, remains: others }: PrivacyTexts, tongue: Tongue): string[][] {
  const say = (text: PrivacyText): string => texts[text][tongue]
  const until = (kind: Remains): string => {
    const ms = keptMs(kind, keepTurnsDays)
    return ms === null ? say('until-erased') : ms === 0 ? say('while-valid') : lasting(ms, tongue)
  }
  return [
    [say('recording'), say('not-kept')],
    ...personalKinds.map((kind) => [kinds[kind][tongue], goesWith[kind] ? until(goesWith[kind]) : say('until-erased')]),
    ...remains.filter((kind): kind is keyof typeof others => Object.hasOwn(others, kind)).map((kind) => [others[kind][tongue], until(kind)]),
    ...(rememberedMs === null ? [] : [[say('remembered'), lasting(rememberedMs, tongue)]]),
    [say('backups'), backsUp ? lasting(backupMsMax, tongue) : say('operators-choice')],
    [say('log'), say('operators-choice')],
    [say('erased'), say('for-ever')],
  ]
}

const unitsMs = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const

/** In the largest unit of which it is a whole number, or of which it has at least two. */
function lasting(ms: number, tongue: Tongue): string {
  const [unit, unitMs] = unitsMs.find(([, each]) => ms % each === 0 || ms >= 2 * each) ?? unitsMs[2]
  return new Intl.NumberFormat(tongue, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(Math.ceil(ms / unitMs))
}
