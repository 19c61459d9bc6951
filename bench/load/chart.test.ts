import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { drawn, escaped } from './chart.ts'

const series = [{ name: 'p50', points: [[0, 2], [1_000, 40], [2_000, Number.NaN], [3_000, 10]] as const }]

describe('a chart', () => {
  it('has a line of all that is known, and says what it shows to whoever cannot see it', () => {
    const svg = drawn({ title: 'Calls', unit: 'ms', series })
    assert.equal(/<polyline points="([^"]+)"/.exec(svg)?.[1]?.split(' ').length, 3)
    assert.match(svg, /aria-label="Calls: from 2 to 40 ms"/)
  })

  it('reaches as high as its limit', () => {
    const heights = (svg: string) => Array.from(svg.matchAll(/class="tick end">([^<]+)</g), ([, label]) => Number(label))
    assert.equal(heights(drawn({ title: 'Calls', unit: 'ms', series })).at(-1), 40)
    assert.ok(heights(drawn({ title: 'Calls', unit: 'ms', series, limit: 90 })).at(-1)! >= 90)
    assert.deepEqual(heights(drawn({ title: 'Calls', unit: 'ms', series, isLogarithmic: true })), [1, 10, 100])
  })

  it('says so where nothing was measured', () => assert.match(drawn({ title: 'Calls', unit: 'ms', series: [{ name: 'p50', points: [] }] }), /Nothing was measured/))

  it('shows signs as they are', () => assert.equal(escaped('<a href="x">&'), '&lt;a href=&quot;x&quot;&gt;&amp;'))
})
