/** Records what runs of the page's scripts in a browser: of its pages, not of its service worker nor of what processes sound. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { keepRecords, recordOf } from './record.ts'

/** The same browser: every page that its contexts open is recorded, from before its first script until it is closed with its context or the browser. */
export function recorded(browser: Browser, folder: string): Browser {
  const { newContext, close } = bound(browser, ['newContext', 'close'])
  const stops = new Set<() => Promise<void>>()
  const stopAll = async (those: ReadonlySet<() => Promise<void>>): Promise<void> => void await Promise.all([...those].map((stop) => stop()))

  function watched(context: BrowserContext): BrowserContext {
    const own = bound(context, ['newPage', 'close'])
    const here = new Set<() => Promise<void>>()
    return Object.assign(context, {
      async newPage() {
        const page = await own.newPage()
        const stop = await recordPage(page, folder)
        here.add(stop)
        stops.add(stop)
        return page
      },
      close: async () => (await stopAll(here), own.close()),
    })
  }
  return Object.assign(browser, {
    newContext: async (...given: Parameters<Browser['newContext']>) => watched(await newContext(...given)),
    close: async () => (await stopAll(stops), close()),
  })
}

/** Resolves when it is recorded, with what ends that. */
async function recordPage(page: Page, folder: string): Promise<() => Promise<void>> {
  const { goto, reload } = bound(page, ['goto', 'reload'])
  const start = () => page.coverage.startJSCoverage({ resetOnNavigation: false })
  let ended = false
  const keep = async (): Promise<void> => {
    const scripts = await page.coverage.stopJSCoverage()
    keepRecords(folder, scripts.map(({ url, functions }) => recordOf(new URL(url).pathname, functions)))
  }
  /** The browser forgets the scripts of a page that it leaves. */
  const beforeLeaving = async (): Promise<void> => {
    await keep()
    await start()
  }
  await start()
  Object.assign(page, {
    goto: async (...given: Parameters<Page['goto']>) => (await beforeLeaving(), goto(...given)),
    reload: async (...given: Parameters<Page['reload']>) => (await beforeLeaving(), reload(...given)),
  })
  return async () => {
    if (ended || page.isClosed()) return
    ended = true
    await keep()
  }
}

function bound<Thing extends object, Name extends keyof Thing>(thing: Thing, names: readonly Name[]): Pick<Thing, Name> {
  return Object.fromEntries(names.map((name) => [name, (thing[name] as () => unknown).bind(thing)])) as unknown as Pick<Thing, Name>
}
