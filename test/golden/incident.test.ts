import { describe, expect, it } from 'vitest'
import { type Design, replication } from '../../bench/incident/replication.ts'

/** Share of weeks that a design blocks, with the incident and with a candidate as good as production. */
function rates(
  n: number,
  weeks: number,
): (design: Design) => readonly [detection: number, falseAlarm: number] {
  const results = Array.from({ length: weeks }, (_, week) => replication({ n }, `test ${week}`))
  return design => [
    results.filter(({ incident }) => incident.blocks[design]).length / weeks,
    results.filter(({ healthy }) => healthy.blocks[design]).length / weeks,
  ]
}

/**
 * The floors of the incident benchmark at few weeks; `npm run bench -- incident` has 1,000 of them. Truncated tool calls
 * in a part of the traffic that an average cannot show.
 */
describe('the incident through sampling and gate', () => {
  it('at 2,000 requests is seen by the whole gate, and neither by a static suite nor by the average', () => {
    const WEEKS = 8
    const of = rates(2_000, WEEKS)
    expect(of('full')).toEqual([1, 0])
    expect(of('replay_modes')[0]).toBe(1)
    expect(of('static')[0]).toBe(0)
    // The true rate is 2%: two of eight would be a chance of 1 in 100.
    expect(of('replay_global')[0]).toBeLessThanOrEqual(1 / WEEKS)
    expect(of('sqrt_slices')[0]).toBeGreaterThanOrEqual(of('replay_slices')[0])
  })

  it('at 500 requests is seen in most weeks, and an equal candidate hardly ever blocked', () => {
    const WEEKS = 40
    const of = rates(500, WEEKS)
    const [detection, falseAlarm] = of('full')
    // Three standard errors below .8 and above .05.
    expect(detection).toBeGreaterThan(0.8 - 3 * Math.sqrt((0.8 * 0.2) / WEEKS))
    expect(falseAlarm).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / WEEKS))
    expect(of('judge_only')[0]).toBeLessThan(detection)
    expect(of('static')[0]).toBeLessThan(0.1)
  })
})
