/**
 * The data folder that is to take the place of another: filled beside it, renamed when it is whole.
 *
 *     postgres.next   being filled; whoever finds it abandoned removes it
 *     postgres.ready  whole; whoever finds its place empty puts it there
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

export const successorOf = (folder: string): string => `${folder}.next`
const readyOf = (folder: string): string => `${folder}.ready`

/** Its server is stopped. `past` is the name under which what stands in its place is kept. A crash in between leaves one of the two in place, or is mended by the next start. */
export function succeed(folder: string, past?: string): void {
  rmSync(readyOf(folder), { recursive: true, force: true })
  move(successorOf(folder), readyOf(folder))
  if (past !== undefined) move(folder, past)
  move(readyOf(folder), folder)
}

/** Ends a succession that was broken off when the old folder had left its place. */
export function finishSuccession(folder: string): void {
  if (!existsSync(folder) && existsSync(readyOf(folder))) move(readyOf(folder), folder)
}

function move(from: string, to: string): void {
  renameSync(from, to)
  const parent = openSync(dirname(to), 'r')
  fsyncSync(parent)
  closeSync(parent)
}
