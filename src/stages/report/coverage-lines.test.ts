import { describe, expect, it } from 'vitest'
import type { Coverage } from '../../records/coverage.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import type { StratumId } from '../../records/ids.ts'
import { coverageLines } from './coverage-lines.ts'

function coverage(estimate: number, items: readonly number[]): Coverage {
  const share = 1 / items.length
  return {
    items: items.reduce((sum, count) => sum + count, 0),
    outside: 0,
    traffic: { estimate, interval: [estimate - 0.01, estimate + 0.01], n: 1000 },
    near: { estimate: 0.5, interval: [0.48, 0.52], n: 1000 },
    strata: items.map((count, at) => ({
      stratumId: `s${at}` as StratumId,
      label: `intent ${at}`,
      share,
      items: count,
      required: 30,
      covered: Math.min(1, count / 30),
      near: null,
    })),
  }
}

const lines = (of: NonNullable<Evaluation['coverage']>) => coverageLines({ coverage: of } as Evaluation)

describe('coverageLines', () => {
  it('says how much the sample and the suite speak for, and what a thin suite leaves out, largest first', () => {
    expect(lines({ sample: coverage(0.97, [30, 40]), suite: coverage(0.3, [30, 0, 29, 6]) })).toEqual([
      'real-traffic coverage of the sample: 97.0% [96.0%, 98.0%] by 70 items; 50.0% [48.0%, 52.0%] lie near one',
      'real-traffic coverage of the suite: 30.0% [29.0%, 31.0%] by 65 items; 50.0% [48.0%, 52.0%] lie near one',
      'WARNING: the suite says little about "intent 1" (25.0% of the traffic, 0 of 30 items), "intent 3" (25.0% of the traffic, 6 of 30 items), "intent 2" (25.0% of the traffic, 29 of 30 items)',
    ])
  })

  it('says nothing of what was not measured', () => {
    const { near, ...rest } = coverage(0.9, [30])
    expect(coverageLines({} as Evaluation)).toEqual([])
    expect(lines({ sample: { ...rest, near: null } })[0]).not.toContain('near')
    expect(lines({ sample: { ...rest, near, traffic: null } })).toEqual([])
  })
})
