/** An installation and a browser for the tests of one `describe`: opened before the first of them, closed after the last. */
import { after, before } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { openBrowser, visit, type Visit } from './browser-visit.ts'
import { openInstallation, type Installation } from './installation.ts'

export type BrowsedInstallation = {
  readonly url: string
  readonly installation: Installation
  readonly browser: Browser
  visit(options?: BrowserContextOptions, scripts?: readonly string[]): Promise<Visit>
}

/** Both are there in every `before` that is written after this. */
export function browsedInstallation(): BrowsedInstallation {
  let installation: Installation | undefined
  let browser: Browser | undefined
  before(async () => {
    installation = await openInstallation()
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await installation?.close()
  })
  return {
    get url() { return installation!.url },
    get installation() { return installation! },
    get browser() { return browser! },
    visit: (options, scripts) => visit(browser!, installation!.url, options, scripts),
  }
}
