import { describe, expect, it } from 'vitest'
import { stratifiedExactTest } from './stratified-exact-test.ts'

describe('stratifiedExactTest', () => {
  it("is Fisher's exact test for one table", () => {
    // 14 of 15 events in half of 150 units; sum of the hypergeometric tail, in Python.
    const { pValue, expected } = stratifiedExactTest([
      { total: 150, inGroup: 75, events: 15, eventsInGroup: 14 },
    ])
    expect(pValue).toBeCloseTo(0.0002729775355427698, 14)
    expect(expected).toBe(7.5)
  })

  it('adds up the events of two tables, each at its own rate', () => {
    const { pValue, expected } = stratifiedExactTest([
      { total: 20, inGroup: 8, events: 5, eventsInGroup: 4 },
      { total: 30, inGroup: 10, events: 6, eventsInGroup: 3 },
    ])
    expect(pValue).toBeCloseTo(0.040765498809696536, 14)
    expect(expected).toBeCloseTo(4, 14)
  })

  it('learns nothing from tables in which the group is everything or nothing', () => {
    const certain = [
      { total: 40, inGroup: 40, events: 20, eventsInGroup: 20 },
      { total: 60, inGroup: 0, events: 1, eventsInGroup: 0 },
    ]
    expect(stratifiedExactTest(certain).pValue).toBe(1)
    const table = { total: 150, inGroup: 75, events: 15, eventsInGroup: 14 }
    expect(stratifiedExactTest([...certain, table]).pValue).toBeCloseTo(0.00027297753554277, 12)
  })

  it('says 1 where the group has as few events as it can, and without any event', () => {
    expect(stratifiedExactTest([{ total: 10, inGroup: 5, events: 3, eventsInGroup: 0 }]).pValue).toBeCloseTo(
      1,
      12,
    )
    expect(stratifiedExactTest([{ total: 10, inGroup: 5, events: 0, eventsInGroup: 0 }]).pValue).toBe(1)
    expect(stratifiedExactTest([])).toEqual({ pValue: 1, expected: 0 })
  })

  it('goes over to the normal distribution beyond 500 events without a jump', () => {
    const tables = (events: number) =>
      stratifiedExactTest([{ total: 4000, inGroup: 2000, events, eventsInGroup: Math.round(events * 0.54) }])
    // 270 of 500 exactly, 271 of 501 by the approximation.
    const [exact, approximate] = [tables(500).pValue, tables(501).pValue]
    expect(approximate / exact).toBeGreaterThan(0.9)
    expect(approximate / exact).toBeLessThan(1.1)
  })

  it('refuses counts that do not fit into each other', () => {
    expect(() => stratifiedExactTest([{ total: 10, inGroup: 5, events: 6, eventsInGroup: 0 }])).toThrow(
      'eventsInGroup',
    )
  })
})
