/** How the database is: its connections, what it is asked, how large it is. */
import type { DatabaseView } from '@mluv/protocol/admin.ts'
import { timingColumns, timingRows } from './live-section.tsx'
import { inBytes, inMs } from './numbers.ts'
import { Notice, Section, Table } from './parts.tsx'
import { useFigures } from './use-figures.ts'

export function DatabaseSection() {
  const { view, trouble } = useFigures<DatabaseView>('/admin/database')
  return (
    <>
      <Section title="Connections" says="Of all processes together.">
        <Notice trouble={trouble} />
        {view && <p className="tabular-nums">{view.connections.busy} busy, {view.connections.free} free, {view.connections.waiting} callers waiting, {view.connections.refused} turned away lately{view.waits && `; of a hundred callers, 95 waited no longer than ${inMs(view.waits.p95Ms)}`}.</p>}
      </Section>
      <Section title="Statements" says="By what they are for; those that took the most time in all come first.">
        {view && <Table name="Statements" columns={['for', ...timingColumns.slice(1)]} rows={timingRows(view.statements)} />}
      </Section>
      <Section title="Tables" says={view ? `${inBytes(view.bytes)} in all, with indexes.` : ''}>
        {view && <Table name="Tables" columns={['table', 'size', 'rows, about']} rows={view.tables.map(({ table, bytes, rows }) => [table, inBytes(bytes), rows])} />}
      </Section>
    </>
  )
}
