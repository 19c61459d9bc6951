/** Each process by itself. */
import type { LiveView } from '@mluv/protocol/admin.ts'
import { atDay, inBytes, inMs } from './numbers.ts'
import { Section, Table } from './parts.tsx'

export function ProcessesSection({ live: { processes } }: { readonly live: LiveView }) {
  return (
    <Section title="Processes" says="Each tells every few seconds how it is; who is silent for half a minute is gone.">
      <Table name="Processes" columns={['process', 'since', 'memory', 'processors', 'late, p99', 'answers, p95', 'first sound, p95', 'talks', 'connections', 'told']}
        rows={processes.map((each) => [
          `${each.does === 'serves' ? 'serves' : 'works behind the scenes'} (${each.version}) ${each.processId.slice(-4)}`, atDay(each.startedAt), inBytes(each.memoryBytes), each.processors, inMs(each.lag?.p99Ms ?? null),
          inMs(each.doors.find(({ name }) => name === 'api')?.p95Ms ?? null), inMs(each.stages.find(({ name }) => name === 'first-sound')?.p95Ms ?? null), each.sockets.voice,
          `${each.connections.busy} of ${each.connections.busy + each.connections.free}`, each.toldMs === 0 ? 'now' : `${inMs(each.toldMs)} ago`,
        ])} />
    </Section>
  )
}
