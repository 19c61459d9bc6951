/** A learner at a real Chromium: a page, and everything that goes over its line to the tutor. */
import { once, EventEmitter } from 'node:events'
import type Type from 'typebox'
import type { DownMessage, UpMessage } from '@mluv/protocol/voice.ts'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { recorded } from '../coverage/browser.ts'
import { coverageVariable } from '../coverage/record.ts'
import { present } from '../present.ts'

export type Down = Type.Static<typeof DownMessage>
export type Up = Type.Static<typeof UpMessage>

export type Visit = {
  readonly page: Page
  /** What went over the line, oldest first. */
  readonly up: readonly Up[]
  readonly down: readonly Down[]
  /** What the console complained of, and what nobody caught. */
  readonly complaints: readonly string[]
  /** Resolves when the line has carried what makes this true. */
  until(isSo: () => boolean): Promise<void>
  /** Answers the first visit's questions: with the sentence of this level, or with none of them. */
  begin(level: string | null): Promise<void>
  /** Types this and sends it. */
  say(text: string): Promise<void>
  /** Says this and waits until its turn is remembered and shown. */
  converse(text: string): Promise<void>
  remembered(): readonly Extract<Down, { type: 'remembered' }>[]
  close(): Promise<void>
}

/** What is said where nobody answers. */
export const unreachable = 'Mluv cannot be reached. Is it running, and is the network on?'

/** How long one step may take on a busy machine. */
const stepMsMax = 12_000
/** How long a line may be without news that are waited for. */
const silenceMsMax = 5 * stepMsMax

export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: present('chromium')!, args: ['--mute-audio', ...args] })
  const folder = process.env[coverageVariable]
  return folder ? recorded(browser, folder) : browser
}

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}, scripts: readonly string[] = []): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(stepMsMax)
  const up: Up[] = []
  const down: Down[] = []
  const complaints: string[] = []
  const line = new EventEmitter()
  const note = <Message>(list: Message[]) => ({ payload }: { payload: string | Buffer }) => {
    if (typeof payload === 'string') list.push(JSON.parse(payload) as Message)
    line.emit('news')
  }
  page.on('websocket', (socket) => void socket.on('framesent', note(up)).on('framereceived', note(down)))
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`)))
  page.on('pageerror', (error) => void complaints.push(error.message))
  const remembered = () => down.filter((message) => message.type === 'remembered')

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(line, 'news', { signal: AbortSignal.timeout(silenceMsMax) })
  }
  async function say(text: string): Promise<void> {
    await page.locator('textarea').fill(text)
    await page.locator('textarea').press('Enter')
  }
  for (const content of scripts) await page.addInitScript({ content })
  await page.goto(url)
  return {
    page, up, down, complaints, until, say, remembered,
    async begin(level) {
      await (level === null ? page.getByRole('radio').first() : page.getByRole('radio').and(page.locator(`label:has-text("${level}") input`)).first()).check()
      await page.locator('form button[type=submit]').click()
      await page.getByRole('textbox').and(page.locator(':enabled')).waitFor()
    },
    async converse(text) {
      const before = remembered().length
      await say(text)
      await until(() => remembered().length > before)
      await page.locator('article').nth(before).locator('.said').waitFor()
      await page.locator('article').filter({ hasText: remembered()[before]!.turn.reply!.sentences.at(-1)!.text }).last().waitFor()
    },
    close: () => context.close(),
  }
}

/** Resolves when what the page knows is on the screen. */
export const drawn = (page: Page): Promise<unknown> => page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))')
