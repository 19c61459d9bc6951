/**
 * Fills an installation with 10,000 learners who have practised for a year: a million utterances, 300,000 words. Says how
 * long each home took; the limit is five minutes. `--data FOLDER` keeps what it made for other benches.
 */
import { rounded, table } from './measuring/figures.ts'
import { seeded, size } from './measuring/seeded.ts'

const limitMs = 300_000
const counted = ['learners', 'conversations', 'turns', 'mistakes', 'stars', 'days', 'words', 'cards', 'reviews', 'sound_uses'] as const

const report: Record<string, unknown> = { size, limitMs }
for (const name of ['embedded', 'server'] as const) {
  const home = await seeded(name)
  if (home === null) {
    console.log('There is no PostgreSQL server on this machine: the embedded one alone was filled.')
    continue
  }
  const [found] = await home.database.sql<Record<string, string>[]>`select ${home.database.sql.unsafe(counted.map((each) => `(select count(*) from ${each}) as ${each}`).join(', '))},
    pg_database_size(current_database()) / 1048576 as megabytes`
  const { megabytes, ...counts } = Object.fromEntries(Object.entries(found!).map(([key, value]) => [key, Number(value)]))
  console.log(table([[`${name}: rows of`, ''], ...Object.entries(counts)]))
  console.log(`${name}: ${home.tookMs === null ? 'filled before' : `${rounded(home.tookMs / 1000)} s, of ${limitMs / 1000} allowed`}, ${megabytes} MB\n`)
  report[name] = { seconds: home.tookMs === null ? null : rounded(home.tookMs / 1000), megabytes, counts }
  await home.stop()
}
console.log(JSON.stringify(report))
