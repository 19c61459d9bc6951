/** Everything that one process tells whoever watches it: numbers and names of ours, nobody's words, and nobody. */
import { figures } from './registry.ts'
import { ofDatabase, ofInstallation, type OfInstallation } from './of-installation.ts'
import { ofProcess, type OfProcess } from './of-process.ts'
import { ofServing, type Serving } from './of-serving.ts'

export type Sources = {
  readonly process: () => Promise<OfProcess>
  /** Rejects where the database does not answer. */
  readonly installation: () => Promise<OfInstallation>
  /** Null in a process that serves nobody. */
  readonly serving: (() => Promise<Serving>) | null
}

export type Measures = {
  readonly contentType: string
  /** As of now. Those who ask at once are told the same: nobody makes it read more often by asking more often at a time. */
  text(): Promise<string>
}

export function measures({ process, installation, serving }: Sources): Measures {
  const [own, kept, up, served] = [figures(ofProcess), figures(ofInstallation), figures(ofDatabase), figures(ofServing)]
  let reading: Promise<string> | null = null

  async function read(): Promise<string> {
    // Before the database is asked: by that, connections would be busy that otherwise are not.
    const [mine, seen] = await Promise.all([process(), serving === null ? null : serving()])
    const all = await installation().catch(() => null)
    const texts = await Promise.all([own.text(mine), up.text(all), ...(all ? [kept.text(all)] : []), ...(seen ? [served.text(seen)] : [])])
    return texts.join('\n')
  }
  return {
    contentType: own.contentType,
    text: () => (reading ??= read().finally(() => { reading = null })),
  }
}
