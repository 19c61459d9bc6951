import assert from 'node:assert/strict'
import { it } from 'node:test'
import { figures } from '../../../src/entry/metrics/registry.ts'

it('tells nothing of a figure that is not known', async () => {
  const { text } = figures<number | null>([{ name: 'free_bytes', help: 'What is free.', labels: [], type: 'gauge', read: (free) => [[{}, free]] }])
  assert.equal(await text(null), '# HELP free_bytes What is free.\n# TYPE free_bytes gauge\n')
  assert.equal(await text(0), '# HELP free_bytes What is free.\n# TYPE free_bytes gauge\nfree_bytes 0\n')
})
it('refuses a label that its family does not have', async () => {
  const { text } = figures<null>([{ name: 'jobs', help: 'Jobs.', labels: ['task'], type: 'counter', read: () => [[{ task: 'remind', learner: 'somebody' }, 1]] }])
  await assert.rejects(text(null), /jobs has the labels task, and was given task,learner/)
})
it('is one of several in a process, of which none knows of another', async () => {
  const make = () => figures<number>([{ name: 'jobs', help: 'Jobs.', labels: [], type: 'gauge', read: (jobs) => [[{}, jobs]] }])
  const [one, other] = [make(), make()]
  assert.deepEqual(await Promise.all([one.text(1), other.text(2)]).then((texts) => texts.map((each) => each.split('\n').at(-2))), ['jobs 1', 'jobs 2'])
})
