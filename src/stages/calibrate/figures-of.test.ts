import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import { labelled, times, vote } from './__fixtures__/labelled.ts'
import { figuresOf } from './figures-of.ts'
import type { LabelledVotes } from './labelled-votes.ts'

const of = (items: readonly LabelledVotes[]) => figuresOf(items, createRng('1'))

describe('figures of a calibration', () => {
  it('count votes of both orders, and flips by pair', () => {
    const figures = of([
      labelled('A', 'A', 'A'),
      labelled('A', 'A', 'B'),
      labelled('B', 'A', 'tie'),
      labelled('tie', 'tie', 'tie'),
    ])
    expect(figures.votes).toEqual({ usable: 8, unreadable: 0, missing: 0 })
    expect(figures.accuracy).toMatchObject({ count: 5, of: 8, rate: 0.625 })
    expect(figures.flips).toMatchObject({ count: 2, of: 4 })
    expect(figures.agreed).toMatchObject({ count: 1, of: 1 })
    expect(figures.agreement.confusion).toEqual([
      [3, 0, 1],
      [0, 2, 0],
      [1, 1, 0],
    ])
  })

  it('tell position from preference: a judge that takes what comes first is at 1, a consistent one at one half', () => {
    // A comes first in order AB, B in order BA.
    expect(of(times(20, labelled('A', 'A', 'B'))).firstPosition.rate).toBe(1)
    expect(of(times(20, labelled('A', 'B', 'A'))).firstPosition.rate).toBe(0)
    expect(of(times(20, labelled('A', 'B', 'B'))).firstPosition.rate).toBe(0.5)
    expect(of(times(20, labelled('A', 'tie', 'tie'))).firstPosition).toEqual({
      count: 0,
      of: 0,
      rate: null,
      interval: null,
    })
  })

  it('count what nobody could read apart: not right, no flip, and no disagreement', () => {
    const figures = of([labelled('A', 'A', '?'), labelled('A', '?', '?'), labelled('A', 'A', '-')])
    expect(figures.votes).toEqual({ usable: 2, unreadable: 3, missing: 1 })
    expect(figures.accuracy).toMatchObject({ count: 2, of: 5 })
    expect(figures.accuracyOfUsable).toMatchObject({ count: 2, of: 2 })
    expect(figures.flips.of).toBe(0)
    expect(figures.halfReadable).toBe(1)
    expect(figures.answered).toBe(2)
    expect(figures.agreement.confusion[0]).toEqual([2, 0, 0])
  })

  it('measure single votes by the first of each order, and not by a third that was cast because two differed', () => {
    const third = vote('B', 'baseline-first', 2)
    const pair = labelled('A', 'A', 'B')
    const figures = of([{ ...pair, votes: [...pair.votes, third] }])
    expect(figures.votes.usable).toBe(2)
    expect(figures.accuracy).toMatchObject({ count: 1, of: 2 })
  })

  it('know no verdict figures where a vote that was asked for is missing', () => {
    const verdict = { label: 'A', isUnresolved: false } as const
    const whole = labelled('A', 'A', 'A', { verdict })
    const unresolved = labelled('A', 'A', 'B', { verdict: { label: 'tie', isUnresolved: true } })
    expect(of([whole, unresolved]).verdicts).toMatchObject({
      accuracy: { count: 1, of: 2 },
      unresolved: 1,
    })
    expect(
      of([whole, { ...unresolved, votes: [...unresolved.votes, vote('-', 'baseline-first', 2)] }]).verdicts,
    ).toBeNull()
  })

  it('of nothing are null and never zero', () => {
    const figures = of([])
    expect(figures.accuracy.rate).toBeNull()
    expect(figures.agreement.weightedKappa).toEqual({ value: null, interval: null })
    expect(figures.length).toMatchObject({ judge: null, people: null })
    expect(figures.verdicts).toBeNull()
  })
})

describe('AC1 and PABAK', () => {
  it('are near 0 for a coin where nobody says tie', () => {
    const coin = [
      labelled('A', 'A', 'B'),
      labelled('A', 'B', 'A'),
      labelled('B', 'A', 'B'),
      labelled('B', 'B', 'A'),
    ]
    const { agreement } = of(times(20, coin).flat())
    expect(agreement.ac1.value).toBe(0)
    expect(agreement.pabak).toBe(0)
    expect(agreement.ac1.interval?.[0]).toBeCloseTo(0, 1)
  })

  it('count a tie as a way to disagree as soon as anybody says it', () => {
    const { agreement } = of([...times(20, labelled('A', 'A', 'B')), labelled('B', 'tie', 'B')])
    // By hand: 21 of 42 right, three categories.
    expect(agreement.pabak).toBeCloseTo((3 * 0.5 - 1) / 2, 12)
  })
})

describe('length bias', () => {
  const long = { lengthA: 100, lengthB: 10 }

  it('is the choice of the longer answer beyond what people choose', () => {
    const items = [...times(30, labelled('A', 'A', 'A', long)), ...times(30, labelled('B', 'A', 'A', long))]
    const { length } = of(items)
    expect(length).toMatchObject({ votes: 120, judge: 1, people: 0.5 })
    expect(length.bias.value).toBe(0.5)
    expect(length.bias.interval?.[0]).toBeGreaterThan(0.3)
  })

  it('is none where people prefer the longer answers just as often', () => {
    const items = [...times(30, labelled('A', 'A', 'B', long)), ...times(30, labelled('B', 'B', 'A', long))]
    expect(of(items).length.bias.value).toBe(0)
  })

  it('says nothing about ties and equal lengths', () => {
    const items = [
      labelled('tie', 'A', 'A', long),
      labelled('A', 'tie', 'tie', long),
      labelled('A', 'A', 'A'),
    ]
    expect(of(items).length).toEqual({
      votes: 0,
      judge: null,
      people: null,
      bias: { value: null, interval: null },
    })
  })
})

describe('intervals', () => {
  it('of a judge without an error are not without width', () => {
    const figures = of([...times(50, labelled('A', 'A', 'A')), ...times(50, labelled('B', 'B', 'B'))])
    const { kappa, weightedKappa } = figures.agreement
    expect(kappa.value).toBe(1)
    // .05^(1/100) is .9705: agreement at least so high, and chance at one half.
    expect(kappa.interval?.[0]).toBeCloseTo(2 * 0.9705 - 1, 3)
    expect(weightedKappa.interval?.[0]).toBeCloseTo(2 * 0.9705 - 1, 3)
    expect(figures.accuracy.interval?.[0]).toBeCloseTo(0.9737, 3)
  })

  it('hold the value, and shrink with more pairs', () => {
    const pairs = [
      labelled('A', 'A', 'B'),
      labelled('B', 'B', 'B'),
      labelled('A', 'A', 'A'),
      labelled('B', 'A', 'A'),
    ]
    const widths = [10, 90].map(count => {
      const { value, interval } = of(times(count, pairs).flat()).agreement.weightedKappa
      const [low, high] = interval ?? [1, -1]
      expect(low).toBeLessThanOrEqual(value ?? 1)
      expect(high).toBeGreaterThanOrEqual(value ?? -1)
      return high - low
    })
    expect(widths[0] ?? 0).toBeGreaterThan(2.5 * (widths[1] ?? 1))
  })
})
