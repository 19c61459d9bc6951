/**
 * What must hold of everything that is shown: it fits, a finger meets it, a screen reader can name it, it can be read.
 * Each finding is a sentence; none is good. The functions named `find…` run in the page and reach nothing outside themselves.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

/** The little of a browser that the page's side needs; the project's own types have no DOM. */
type Box = { readonly left: number; readonly right: number; readonly width: number; readonly height: number }
type Style = { readonly color: string; readonly backgroundColor: string; readonly overflowX: string; readonly width: string; readonly height: string }
type Part = {
  readonly tagName: string
  readonly className: string
  readonly textContent: string
  readonly childNodes: ArrayLike<{ readonly nodeType: number; readonly textContent: string }>
  readonly parentElement: Part | null
  readonly scrollWidth: number
  readonly clientWidth: number
  getBoundingClientRect(): Box
  closest(selector: string): Part | null
  matches(selector: string): boolean
  checkVisibility(options: object): boolean
}
type Pen = {
  fillStyle: string
  fillRect(x: number, y: number, width: number, height: number): void
  clearRect(x: number, y: number, width: number, height: number): void
  getImageData(x: number, y: number, width: number, height: number): { readonly data: ArrayLike<number> }
}
declare const document: { querySelectorAll(selector: string): Iterable<Part>; createElement(name: 'canvas'): { getContext(kind: '2d', options: object): Pen } }
declare const innerWidth: number
declare function getComputedStyle(part: Part, pseudo?: string): Style

const contrastMin = 4.5
const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Everything that is wrong with what the page shows now. */
export const findings = async (page: Page): Promise<readonly string[]> => [...(await lookFindings(page)), ...(await findNameless(page))]

/** Of it, what depends on how it looks, as names do not. */
export async function lookFindings(page: Page): Promise<readonly string[]> {
  const inside = (await page.locator('dialog[open]').count()) > 0 ? 'dialog[open]' : 'body'
  return [
    ...(await page.evaluate(findOverflow)),
    ...(await page.evaluate(findSmallTargets, inside)),
    ...(await page.evaluate(findFaintText, { inside, contrastMin })),
  ]
}

function findOverflow(): string[] {
  const told = (part: Part): string => `${part.tagName.toLowerCase()}.${part.className} “${part.textContent.slice(0, 40)}”`
  return [...document.querySelectorAll('body *')].flatMap((part) => {
    if (!part.checkVisibility({ visibilityProperty: true }) || part.closest('.sr-only, svg')) return []
    const { left, right, width } = part.getBoundingClientRect()
    if (width > 1 && (right > innerWidth + 0.5 || left < -0.5)) return [`reaches out of the window: ${told(part)}`]
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1 && getComputedStyle(part).overflowX !== 'visible' && !part.matches('select, input')) return [`is wider than its place: ${told(part)}`]
    return []
  })
}

function findSmallTargets(inside: string): string[] {
  const sizeMin = 43.9
  const targets = ['button', 'a[href]', 'select', 'input', 'textarea', 'summary'].map((name) => `${inside} ${name}`).join(', ')
  return [...document.querySelectorAll(targets)].flatMap((part) => {
    if (!part.checkVisibility({ visibilityProperty: true })) return []
    const own = part.matches('[type=radio], [type=checkbox]') ? part.closest('label')! : part
    const frame = part.matches('.mark') ? getComputedStyle(part, '::after') : null
    const box = own.getBoundingClientRect()
    const width = frame ? Number.parseFloat(frame.width) : box.width
    const height = frame ? Number.parseFloat(frame.height) : box.height
    return width >= sizeMin && height >= sizeMin ? [] : [`${Math.round(width)}×${Math.round(height)} is small for a finger: ${part.tagName.toLowerCase()} “${part.textContent.slice(0, 40)}”`]
  })
}

function findFaintText({ inside, contrastMin: least }: { readonly inside: string; readonly contrastMin: number }): string[] {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const known = new Map<string, readonly number[]>()
  const rgbaOf = (colour: string): readonly number[] => {
    const before = known.get(colour)
    if (before) return before
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = colour
    pen.fillRect(0, 0, 1, 1)
    const rgba = Array.from(pen.getImageData(0, 0, 1, 1).data)
    known.set(colour, rgba)
    return rgba
  }
  const light = (colour: readonly number[]): number => {
    const [red, green, blue] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  }
  const groundOf = (part: Part | null): readonly number[] => {
    if (!part) return [255, 255, 255, 255]
    const ground = rgbaOf(getComputedStyle(part).backgroundColor)
    return ground[3]! > 250 ? ground : groundOf(part.parentElement)
  }
  return [...document.querySelectorAll(`${inside} *`)].flatMap((part) => {
    const text = Array.from(part.childNodes).filter(({ nodeType }) => nodeType === 3).map(({ textContent }) => textContent).join('').trim()
    if (text === '' || part.closest(':disabled, .sr-only, svg, noscript, select') || !part.checkVisibility({ visibilityProperty: true })) return []
    const [one, other] = [light(rgbaOf(getComputedStyle(part).color)), light(groundOf(part))].sort((a, b) => b - a)
    const contrast = (one! + 0.05) / (other! + 0.05)
    return contrast >= least ? [] : [`${contrast.toFixed(2)} is faint: “${text.slice(0, 40)}” (.${part.className})`]
  })
}

const named = ['button', 'textbox', 'searchbox', 'combobox', 'radio', 'checkbox', 'link', 'image', 'dialog', 'progressbar', 'radiogroup'] as const

type Check = { readonly message: string }
type Violating = { readonly html: string; readonly any: readonly Check[]; readonly all: readonly Check[]; readonly none: readonly Check[] }
type Violation = { readonly id: string; readonly help: string; readonly nodes: readonly Violating[] }
declare const axe: { run(options: object): Promise<{ readonly violations: readonly Violation[] }> }

/** Of axe's rules, those that depend on colours. */
export const colours = ['color-contrast', 'link-in-text-block'] as const

/** What axe finds, by these rules, or by every one that it does not call an experiment. */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async (options) => (await axe.run(options)).violations, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) })
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, any, all, none }) => {
    const why = [...any, ...all, ...none].map(({ message }) => message).join('; ')
    return `axe, ${id}: ${help}: ${html.slice(0, 160)} ${why.slice(0, 160)}`
  }))
}

/** By the tree that screen readers read. */
async function findNameless(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  return nodes.flatMap(({ ignored, role, name, description, backendDOMNodeId }) => {
    const kind = String(role?.value)
    if (ignored || !named.some((one) => one === kind) || String(name?.value ?? '').trim() !== '') return []
    return [`has no name: ${kind} ${String(description?.value ?? '')} (${backendDOMNodeId})`]
  })
}

/** Begins to add up how far things move by themselves; `layoutShift` tells. Call it before the page is opened. */
export const watchLayoutShift = `
  globalThis.layoutShift = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.layoutShift += value
  }).observe({ type: 'layout-shift', buffered: true })
`

export const layoutShift = (page: Page): Promise<number> => page.evaluate(() => (globalThis as { layoutShift?: number }).layoutShift ?? Number.NaN)
