/**
 * Contracts as data. A case holds one promise of a port and knows one breach of it, and is tested both ways: the port
 * keeps the promise, and a port that breaks it is noticed. A promise whose breach goes unnoticed is decoration.
 */
import assert, { AssertionError } from 'node:assert/strict'
import { describe, it } from 'node:test'

export type Promised<Port, Given = undefined> = {
  /** A sentence of the port's comment. */
  readonly promise: string
  readonly holds: (port: Port, given: Given) => Promise<void> | void
  /** The same port, breaking this promise and no other. */
  readonly breach: (port: Port) => Port
}

/** A port, or how to open one: called once, by the first test. Whoever opens it closes it, in an `after` of their own. */
export type Opened<Port> = Port | (() => Port | Promise<Port>)

/** Registers two tests for each promise: it holds; a breach is noticed. */
export function keeps<Port extends object, Given = undefined>(
  name: string,
  contract: readonly Promised<Port, Given>[],
  port: Opened<Port>,
  ...given: undefined extends Given ? [given?: Given] : [given: Given]
): void {
  describe(`${name} keeps its word:`, () => {
    for (const { title, run } of trials(contract, port, given[0] as Given)) it(title, run)
  })
}

export type Trial = { readonly title: string; readonly run: () => Promise<void> }

/** What `keeps` registers. */
export function trials<Port extends object, Given>(contract: readonly Promised<Port, Given>[], port: Opened<Port>, given: Given): Trial[] {
  assert.ok(contract.length > 0, 'A contract without a promise holds whatever happens; write the first one.')
  let opening: Promise<Port> | undefined
  const open = () => (opening ??= Promise.resolve(typeof port === 'function' ? port() : port))
  return contract.flatMap(({ promise, holds, breach }) => [
    { title: promise, run: async () => holds(await open(), given) },
    { title: `${promise} (and a breach is noticed)`, run: async () => noticed(holds, breach(await open()), given) },
  ])
}

/** Only an assertion counts: a breach that trips over something else on its way would pass for noticed. */
async function noticed<Port, Given>(holds: Promised<Port, Given>['holds'], broken: Port, given: Given): Promise<void> {
  try {
    await holds(broken, given)
  } catch (error) {
    if (error instanceof AssertionError) return
    throw new Error('The breach failed by something other than an assertion; assert what the promise says (assert.doesNotReject, if need be).', { cause: error })
  }
  assert.fail('The breach went unnoticed; make the promise look at what the breach changes.')
}
