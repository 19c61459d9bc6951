/**
 * What not every learner has alike: which flags there are, how each is rolled out, and which variant somebody has. That follows from who they are, so it is the
 * same in every process and after every start, and nothing is kept of it.
 */
import type { LearnerId } from './identity.ts'
import { levels, type Level } from './language.ts'
import type { Learner, VoiceSpeed } from './learner.ts'
import { spread } from './spread.ts'

/** `usual` is what those have who are not in. */
type Flag = { readonly says: string; readonly usual: string; readonly variants: Readonly<Record<string, string>> }

export const flags = {
  'reply-length': {
    says: 'How much the tutor says in one turn.',
    usual: 'usual',
    variants: { usual: 'Two or three sentences.', short: 'One or two sentences: less to follow, and sooner the learner’s turn.' },
  },
  'gentle-voice': {
    says: 'How fast the tutor speaks to learners who left the voice at its usual speed.',
    usual: 'off',
    variants: { off: 'As fast as usual.', on: 'One step slower.' },
  },
} as const satisfies Readonly<Record<string, Flag>>

export type FlagName = keyof typeof flags
export type VariantOf<Name extends FlagName> = keyof (typeof flags)[Name]['variants'] & string
export type ReplyLength = VariantOf<'reply-length'>

export const flagNames = Object.keys(flags) as FlagName[]
export const isFlag = (name: string): name is FlagName => Object.hasOwn(flags, name)
export const variantsIn = (name: FlagName): readonly string[] => Object.keys(flags[name].variants)

export type Rollout = {
  /** How many of those who are meant are in: 0–100, to one decimal. */
  readonly percentage: number
  /** Who is meant; null: whatever it is. */
  readonly levels: readonly Level[] | null
  /** Of mother tongues, without region or script. */
  readonly languages: readonly string[] | null
  readonly plans: readonly string[] | null
  /** In, whatever else is asked for. */
  readonly learners: readonly LearnerId[]
  /** Among which variants those are shared out who are in, and how: of 1 and 3 the other has three times as many. */
  readonly shares: Readonly<Record<string, number>>
}
export type Rollouts = Readonly<Partial<Record<FlagName, Rollout>>>

/** Which variant somebody has, of the flags that are rolled out to such as them. */
export type Variants = { readonly [Name in FlagName]?: VariantOf<Name> }

/** Nobody is in; and who will be, has what is not usual. */
export const notRolledOut = (name: FlagName): Rollout => ({
  percentage: 0, levels: null, languages: null, plans: null, learners: [], shares: Object.fromEntries(variantsIn(name).map((variant) => [variant, variant === flags[name].usual ? 0 : 1])),
})

type Meant = Pick<Learner, 'learnerId' | 'plan'> & { readonly settings: Pick<Learner['settings'], 'level' | 'motherTongue'> }

/** Who was in stays in when the percentage is raised, with the variant that they had. */
export function variantFor(name: FlagName, rollout: Rollout, learner: Meant): string {
  const { learnerId } = learner
  const isIn = rollout.learners.includes(learnerId) || (isMeant(rollout, learner) && pointOf(name, 'in', learnerId) * 100 < rollout.percentage)
  return isIn ? shareAt(name, rollout.shares, pointOf(name, 'share', learnerId)) : flags[name].usual
}

/** Of every flag whose rollout asks about the learner: those who could have been in and are not have the usual variant, to be compared with. */
export function variantsFor(rollouts: Rollouts, learner: Meant): Variants {
  const asked = flagNames.flatMap((name) => {
    const rollout = rollouts[name]
    const isAsked = rollout && (rollout.learners.includes(learner.learnerId) || (rollout.percentage > 0 && isMeant(rollout, learner)))
    return isAsked ? [[name, variantFor(name, rollout, learner)]] : []
  })
  return Object.fromEntries(asked) as Variants
}

/** How a learner is spoken to who has these variants: what they chose themselves stays. */
export function spokenTo<Somebody extends Pick<Learner, 'settings'>>(learner: Somebody, variants: Variants): Somebody {
  const { settings } = learner
  return variants['gentle-voice'] === 'on' && settings.voiceSpeed === usualSpeed ? { ...learner, settings: { ...settings, voiceSpeed: gentleSpeed } } : learner
}

const usualSpeed: VoiceSpeed = 1
const gentleSpeed: VoiceSpeed = 0.8

function isMeant({ levels: ofLevels, languages, plans }: Rollout, { plan, settings }: Meant): boolean {
  return (ofLevels === null || ofLevels.includes(settings.level)) && (languages === null || languages.includes(languageIn(settings.motherTongue))) && (plans === null || plans.includes(plan))
}

/** `uk-UA` as `uk`. */
export const languageIn = (tag: string): string => tag.split('-')[0]!.toLowerCase()

/** The variant at a point from 0 up to 1, in the order in which they are written. */
function shareAt(name: FlagName, shares: Rollout['shares'], point: number): string {
  const variants = variantsIn(name)
  let left = point * variants.reduce((sum, variant) => sum + (shares[variant] ?? 0), 0)
  return variants.find((variant) => (left -= shares[variant] ?? 0) < 0) ?? flags[name].usual
}

/** From 0 up to 1: a draw for each flag, and of each for who is in and for which variant, that tells nothing of the others. */
const pointOf = (name: FlagName, what: 'in' | 'share', learnerId: LearnerId): number => mixed(spread(learnerId) ^ mixed(spread(`${name} ${what}`))) / 2 ** 32

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): every bit of what is given changes half of those that come out, where FNV-1a leaves the lowest alone. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) >>> 0
}

/** The same rollout, each thing once and in order, so that two that mean the same read the same. */
export function tidied(name: FlagName, { percentage, levels: ofLevels, languages, plans, learners, shares }: Rollout): Rollout {
  return {
    percentage,
    levels: ofLevels && levels.filter((level) => ofLevels.includes(level)),
    languages: languages && inOrder(languages.map(languageIn)),
    plans: plans && inOrder(plans),
    learners: inOrder(learners),
    shares: Object.fromEntries(variantsIn(name).map((variant) => [variant, shares[variant] ?? 0])),
  }
}

const inOrder = <Text extends string>(texts: readonly Text[]): readonly Text[] => [...new Set(texts)].sort()
