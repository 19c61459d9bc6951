/** Commands, and the menus that they open. */
import { Composer, InlineKeyboard, type Api } from 'grammy'
import { chatCommands } from '../../domain/chat-texts.ts'
import type { KeptCard } from '../../domain/card.ts'
import type { Challenge } from '../../domain/challenge.ts'
import { tongues, type Translated } from '../../domain/language.ts'
import { isTimeZone } from '../../domain/progress.ts'
import type { LanguageContent } from '../../ports/content.ts'
import { escaped } from '../../domain/markup.ts'
import type { House } from '../house.ts'
import { ownStatus } from '../http/budget.ts'
import { openConversation } from '../opening.ts'
import { speak, tell, textFor, type ChatContext } from './chat.ts'
import { choicesKeyboard, choicesOf, choosings, menuKeyboard, type Choosing } from './choosing.ts'
import { goalsText } from './rendering.ts'

export function commands(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  composer.command('start', (ctx) => welcome(house, ctx))
  composer.command('help', help)
  composer.command('new', (ctx) => begin(house, ctx, {}))
  composer.command('scenario', (ctx) => tell(ctx, textFor(ctx, 'choose-scenario'), scenariosKeyboard(ctx)))
  composer.command('mode', (ctx) => tell(ctx, `${textFor(ctx, 'choose-mode')}\n\n${modesTold(ctx)}`, modesKeyboard(ctx)))
  composer.command('words', (ctx) => askCard(house, ctx))
  composer.command('stats', (ctx) => showStats(house, ctx))
  composer.command('plan', (ctx) => showPlan(house, ctx))
  composer.command('settings', (ctx) => tell(ctx, textFor(ctx, 'choose-setting'), menuKeyboard(ctx.content.chat, ctx.tongue)))
  composer.command('zone', (ctx, next) => (ctx.match.trim() === '' ? next() : setZone(house, ctx, ctx.match.trim())))
  for (const choosing of choosings) composer.command(choosing, (ctx) => choose(ctx, choosing))
  // One that there is not.
  composer.hears(/^\//, help)
  return composer
}

/** The menu beside the field that one writes in, in every tongue; where somebody reads another, in English. */
export async function registerCommands(api: Api, { chat }: LanguageContent): Promise<void> {
  const menu = (tongue: (typeof tongues)[number]) => chatCommands.map((command) => ({ command, description: chat.commands[command][tongue] }))
  await api.setMyCommands(menu('en'))
  for (const tongue of tongues) await api.setMyCommands(menu(tongue), { language_code: tongue })
}

function help(ctx: ChatContext): Promise<void> {
  const { commands: all } = ctx.content.chat
  return tell(ctx, `${textFor(ctx, 'help')}\n\n${chatCommands.map((name) => `/${name} – ${escaped(all[name][ctx.tongue])}`).join('\n')}`)
}

async function welcome(house: House, ctx: ChatContext): Promise<void> {
  const { personas } = ctx.content
  const { name } = personas.get(ctx.learner.settings.persona) ?? personas.values().next().value!
  await tell(ctx, textFor(ctx, 'welcome', { tutor: escaped(name) }))
  if (ctx.learner.settings.levelChosen) await begin(house, ctx, {})
  else await choose(ctx, 'level')
}

export async function choose(ctx: ChatContext, choosing: Choosing): Promise<void> {
  await tell(ctx, textFor(ctx, `choose-${choosing}`), choicesKeyboard(choosing, choicesOf(choosing, ctx.content, ctx.tongue, ctx.learner.settings), ctx.learner.settings))
}

async function setZone(house: House, ctx: ChatContext, timeZone: string): Promise<void> {
  if (!isTimeZone(timeZone)) return tell(ctx, textFor(ctx, 'zone-unknown'))
  const learner = await house.store.learners.change(ctx.learner.learnerId, { timeZone })
  await tell(ctx, learner ? textFor(ctx, 'saved', { value: escaped(timeZone) }) : textFor(ctx, 'gone'))
}

/** The tutor speaks first. */
export async function begin(house: House, ctx: ChatContext, { scenario = null, mode = null }: { readonly scenario?: string | null; readonly mode?: string | null }): Promise<void> {
  const { opening, scene } = await openConversation(house, ctx.learner, { scenario, topic: null, mode, key: ctx.key })
  await speak(house, ctx, { sentences: opening, extra: goalsText(scene) })
}

const scenariosKeyboard = ({ content, tongue }: ChatContext): InlineKeyboard =>
  [...content.scenarios.values()].reduce((keyboard, { code, title, level }) => keyboard.text(`${title[tongue]} (${level})`, `scene:${code}`).row(), new InlineKeyboard())

const modesTold = ({ content, tongue }: ChatContext): string => [...content.modes.values()].map(({ name, purpose }) => `<b>${escaped(name[tongue])}</b> – ${escaped(purpose[tongue])}`).join('\n')

const modesKeyboard = ({ content, tongue }: ChatContext): InlineKeyboard =>
  [...content.modes.values()].reduce((keyboard, { code, name }) => keyboard.text(name[tongue], `mode:${code}`).row(), new InlineKeyboard())

async function showStats(house: House, ctx: ChatContext): Promise<void> {
  const home = await house.store.learners.home(ctx.learner.learnerId, house.clock.now())
  if (!home) return tell(ctx, textFor(ctx, 'gone'))
  const told = ({ done, needed }: Pick<Challenge, 'done' | 'needed'>, name: Translated) => `${escaped(name[ctx.tongue])} (${done}/${needed})`
  const { challenges, weekChallenges } = ctx.content.notices
  const challenge = told(home.challenge, challenges[home.challenge.code])
  const week = told(home.weekChallenge, weekChallenges[home.weekChallenge.code])
  await tell(ctx, textFor(ctx, 'stats', { stars: home.starsTotal, streak: home.streakDays, due: home.cardsDue, challenge, week }))
}

/** Of the day and the month; what may be spent beside it, where there is a limit. */
async function showPlan(house: House, ctx: ChatContext): Promise<void> {
  const { limits } = await ownStatus(house, ctx.learner.learnerId, house.clock.now())
  const dollars = (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(2)}`
  const of = (period: 'day' | 'month'): string => {
    const found = limits.find((limit) => limit.scope === 'learner' && limit.period === period)
    return found ? `${dollars(found.spentMicroUsd)}${found.limitMicroUsd === null ? '' : ` / ${dollars(found.limitMicroUsd)}`}` : dollars(0)
  }
  await tell(ctx, textFor(ctx, 'plan', { day: of('day'), month: of('month') }))
}

/** The card that is due longest, its front first. */
export async function askCard(house: House, ctx: ChatContext): Promise<void> {
  const { items: [card] } = await house.store.cards.due(ctx.learner.learnerId, house.clock.now(), 1)
  if (!card) return tell(ctx, textFor(ctx, 'nothing-due'))
  await tell(ctx, frontOf(card), new InlineKeyboard().text(ctx.content.chat.buttons.show[ctx.tongue], `show:${card.cardId}`))
}

export const frontOf = ({ front }: KeptCard): string => `🗂 <b>${escaped(front)}</b>`
