/** What a call and a turn take of the processor in each process, from three spans: nothing asked, calls alone, calls and turns. */
import type { Seen } from './watch.ts'

export type Span = { readonly forMs: number; readonly calls: number; readonly turns: number; /** By process. */ readonly cpuMs: Readonly<Record<string, number>> }
export type Cost = { readonly name: string; readonly cores: number; readonly idleCores: number; readonly perCallMs: number; readonly perTurnMs: number }

export function costsOf(idle: Span, silent: Span, whole: Span): readonly Cost[] {
  return Object.keys(whole.cpuMs).map((name) => {
    const idleCores = (idle.cpuMs[name] ?? 0) / idle.forMs
    const above = ({ cpuMs, forMs }: Span) => Math.max(0, (cpuMs[name] ?? 0) - idleCores * forMs)
    const perCallMs = silent.calls === 0 ? 0 : above(silent) / silent.calls
    const perTurnMs = whole.turns === 0 ? 0 : Math.max(0, above(whole) - perCallMs * whole.calls) / whole.turns
    return { name, cores: (whole.cpuMs[name] ?? 0) / whole.forMs, idleCores, perCallMs, perTurnMs }
  })
}

export function spanOf(from: Seen, to: Seen, { calls, turns }: { readonly calls: number; readonly turns: number }): Span {
  return { forMs: to.atMs - from.atMs, calls, turns, cpuMs: Object.fromEntries(Object.entries(to.by).map(([name, { cpuMs }]) => [name, cpuMs - (from.by[name]?.cpuMs ?? 0)])) }
}
