/** Sends a sample of a trace's calls through the product's own adapters to a simulator that counts tokens as OpenAI does: what is counted here must be what a vendor counts. */
import type { Content } from '../../server/src/ports/content.ts'
import { providersFrom } from '../../server/src/adapters/models/catalog.ts'
import type { PromptsIn } from '../../server/src/adapters/models/prompts.ts'
import { realClock } from '../../server/src/adapters/real-clock.ts'
import type { Listening } from '../../server/src/ports/ear.ts'
import type { ReplyPrompt } from '../../server/src/ports/language-model.ts'
import type { Told } from '../../server/src/ports/summariser.ts'
import { startSimulator } from '../simulator/simulator.ts'

export type Sampled = { readonly counted: number } & (
  | { readonly task: 'reply'; readonly prompt: ReplyPrompt }
  | { readonly task: 'correct'; readonly listening: Listening }
  | { readonly task: 'summarise'; readonly told: Told }
)

export type Deviation = { readonly task: Sampled['task']; readonly calls: number; readonly counted: number; readonly charged: number }

/** What was counted of each task beside what the simulator charged for the same calls. */
export async function replayed(sample: readonly Sampled[], around: { readonly prompts: PromptsIn; readonly content: Content }): Promise<Deviation[]> {
  const simulator = await startSimulator({ realTokens: true })
  const { minds, ears, summarisers } = await providersFrom({ openaiApiKey: simulator.key, moreUrls: `openai=${simulator.url}` }, { ...around, clock: realClock() })
  const sums = new Map<Sampled['task'], { calls: number; counted: number; charged: number }>()
  try {
    for (const each of sample) {
      simulator.forget()
      const options = { signal: new AbortController().signal }
      // What the simulator answers is of no matter, nor whether it is understood.
      if (each.task === 'reply') await Array.fromAsync(minds[0]!.write(each.prompt, options))
      else if (each.task === 'correct') await ears[0]!.check(each.listening, options).catch(() => null)
      else await summarisers[0]!.summarise(each.told, options).catch(() => null)
      const [call] = simulator.calls()
      const sum = sums.get(each.task) ?? { calls: 0, counted: 0, charged: 0 }
      sums.set(each.task, { calls: sum.calls + 1, counted: sum.counted + each.counted, charged: sum.charged + (call?.inputTokens ?? 0) })
    }
    return [...sums].map(([task, sum]) => ({ task, ...sum }))
  } finally {
    await simulator.stop()
  }
}
