/** What operators changed lately. */
import type { DeedList } from '@mluv/protocol/admin.ts'
import { atDay } from './numbers.ts'
import { Notice, Section, Table } from './parts.tsx'
import { useFigures } from './use-figures.ts'

export function DeedsSection() {
  const { view, trouble } = useFigures<DeedList>('/admin/deeds')
  return (
    <Section title="What operators did" says="Who is told by a few digits that differ from session to session.">
      <Notice trouble={trouble} />
      {view && <Table name="What operators did" columns={['when', 'who', 'what', 'about']} rows={view.items.map(({ at, by, deed, about }) => [atDay(at), by, deed, about])} />}
    </Section>
  )
}
