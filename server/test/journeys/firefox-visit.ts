/**
 * A learner at the Firefox that Debian ships. It is driven over WebDriver BiDi, which it speaks by itself: no driver, no
 * patched browser, and of the protocol no more than what is here. Without a sound card its sounds never begin: PulseAudio is one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { present } from '../present.ts'

export type FirefoxVisit = {
  /** What the console complained of. */
  readonly complaints: readonly string[]
  go(url: string): Promise<void>
  /** The value of this expression in the page. */
  read<Value>(expression: string): Promise<Value>
  /** Resolves when the expression is true in the page; fails where it never is. */
  until(expression: string): Promise<void>
  /** Types this, or presses a key that `keys` names. */
  press(...texts: readonly string[]): Promise<void>
  /** Puts the focus on what is found so in the page, once it is there. */
  focus(selector: string, text?: string): Promise<void>
  /** Cuts the page off from every network, or joins it again. */
  offline(isOff: boolean): Promise<void>
  close(): Promise<void>
}

/** As WebDriver calls them. */
export const keys = { enter: '\uE007', escape: '\uE00C', tab: '\uE004', down: '\uE015' } as const

/** How long one step may take on a busy machine. */
const stepMsMax = 30_000
const answerMsMax = stepMsMax + 10_000

/** A microphone that hums and asks nobody; sound that begins without a click, and is heard by nobody; no call home. */
const preferences = {
  'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true, 'media.autoplay.default': 0, 'media.volume_scale': '0.0',
  'intl.accept_languages': 'en-US', 'ui.prefersReducedMotion': 1,
  'app.update.enabled': false, 'app.normandy.enabled': false, 'browser.shell.checkDefaultBrowser': false, 'browser.safebrowsing.malware.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false, 'extensions.update.enabled': false, 'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false, 'services.settings.server': 'data:,', 'toolkit.telemetry.server': 'data:,', 'toolkit.telemetry.enabled': false,
} as const

/** What goes over the line to the tutor, as the page sends and gets it: `line.up`, `line.down`. */
const recorder = `() => {
  const line = (globalThis.line = { up: [], down: [] })
  const Real = globalThis.WebSocket
  globalThis.WebSocket = class extends Real {
    constructor(...given) {
      super(...given)
      this.addEventListener('message', ({ data }) => typeof data === 'string' && line.down.push(JSON.parse(data)))
    }
    send(data) {
      if (typeof data === 'string') line.up.push(JSON.parse(data))
      super.send(data)
    }
  }
}`

export async function visitByFirefox(): Promise<FirefoxVisit> {
  const profile = mkdtempSync(join(tmpdir(), 'mluv-firefox-'))
  writeFileSync(join(profile, 'user.js'), Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`).join('\n'))
  const card = join(profile, 'sound-card')
  const env = { ...process.env, HOME: profile, XDG_RUNTIME_DIR: profile, PULSE_SERVER: `unix:${card}` }
  const options = { stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'], env }
  const sound = spawn(present('pulseaudio')!, ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--log-level=info', '-L', 'module-null-sink', '-L', `module-native-protocol-unix socket=${card}`], options)
  const silent = once(sound, 'close')
  await printedBy(sound.stderr, /startup (complete)/)
  const firefox = spawn(present('firefox')!, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'], options)
  const gone = once(firefox, 'close')
  // A test that is ended from outside closes nothing.
  process.once('exit', () => {
    for (const each of [firefox, sound]) each.kill('SIGKILL')
  })
  const complaints: string[] = []
  const address = await printedBy(firefox.stderr, /WebDriver BiDi listening on (ws:\S+)/)
  const { tell, hangUp } = await call(`${address}/session`, ({ level, text }) => void (level === 'error' && complaints.push(text)))
  await tell('session.new', { capabilities: {} })
  await tell('session.subscribe', { events: ['log.entryAdded'] })
  await tell('script.addPreloadScript', { functionDeclaration: recorder })
  const { contexts } = await tell<{ readonly contexts: readonly { readonly context: string }[] }>('browsingContext.getTree', {})
  const context = contexts[0]!.context
  // A window begins with the focus on its address, where keys would go.
  await tell('browsingContext.activate', { context })

  async function read<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await tell<Evaluated>('script.evaluate', { expression: `(async () => JSON.stringify(await (${expression})) ?? 'null')()`, target: { context }, awaitPromise: true })
    if (exceptionDetails) throw new Error(`${exceptionDetails.text} in ${expression}`)
    return JSON.parse(result!.value) as Value
  }
  async function until(expression: string): Promise<void> {
    const came = await read<boolean>(`new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), ${stepMsMax})
      const look = () => (${expression}) ? (clearTimeout(late), resolve(true)) : setTimeout(look, 20)
      look()
    })`)
    if (!came) throw new Error(`It never came to be so: ${expression}\n${await read<string>('document.body.innerText')}`)
  }
  return {
    complaints, read, until,
    go: async (url) => void (await tell('browsingContext.navigate', { context, url, wait: 'complete' })),
    async press(...texts) {
      const actions = texts.flatMap((text) => [...text]).flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }])
      await tell('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] })
    },
    async focus(selector, text = '') {
      const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].find((part) => part.checkVisibility() && (part.ariaLabel ?? part.textContent).includes(${JSON.stringify(text)}))`
      await until(`${found} && !${found}.disabled`)
      await read(`${found}.focus()`)
    },
    offline: async (isOff) => void (await tell('emulation.setNetworkConditions', { contexts: [context], networkConditions: isOff ? { type: 'offline' } : null })),
    async close() {
      await tell('browser.close', {})
      await gone
      hangUp()
      sound.kill()
      await silent
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

type Evaluated = { readonly result?: { readonly value: string }; readonly exceptionDetails?: { readonly text: string } }
type Entry = { readonly level: string; readonly text: string }
type Told = { readonly id?: number; readonly result?: unknown; readonly error?: string; readonly message?: string; readonly method?: string; readonly params?: unknown }

/** What is found first in what a process prints. */
async function printedBy(stderr: NodeJS.ReadableStream, wanted: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let printed = ''
  stderr.on('data', (piece: Buffer) => {
    printed += piece.toString()
    const found = wanted.exec(printed)?.[1]
    if (found !== undefined) resolve(found)
  })
  stderr.on('end', () => reject(new Error(`It ended: ${printed}`)))
  return promise
}

/** One command after another, each with its answer. */
async function call(url: string, onEntry: (entry: Entry) => void) {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const asked = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  socket.on('message', (data: Buffer) => {
    const { id, result, error, message, method, params } = JSON.parse(data.toString()) as Told
    if (method === 'log.entryAdded') onEntry(params as Entry)
    const wanted = id === undefined ? undefined : asked.get(id)
    if (wanted === undefined) return
    asked.delete(id!)
    if (error === undefined) wanted.resolve(result)
    else wanted.reject(new Error(`${error}: ${message}`))
  })
  socket.on('close', () => {
    for (const wanted of asked.values()) wanted.reject(new Error('Firefox hung up'))
  })
  return {
    async tell<Answer>(method: string, params: object): Promise<Answer> {
      const wanted = Promise.withResolvers<unknown>()
      asked.set(++last, wanted)
      const late = setTimeout(() => wanted.reject(new Error(`Firefox does not answer to ${method}`)), answerMsMax)
      socket.send(JSON.stringify({ id: last, method, params }))
      try {
        return (await wanted.promise) as Answer
      } finally {
        clearTimeout(late)
      }
    },
    hangUp: () => socket.terminate(),
  }
}
