import { describe, expect, it } from 'vitest'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import { buildJudgedPair, buildSample } from '../../testing/judged-pair-builder.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import { trafficFrame } from './traffic-frame.ts'

/** Pairs of one stratum in two cells: in `x` the candidate always loses, in `y` never. */
function pairsOf(hasCells: boolean): readonly JudgedPair[] {
  return Array.from({ length: 40 }, (_, index) => {
    const isFirst = index < 20
    const pair = buildJudgedPair({
      id: `t${String(index).padStart(2, '0')}`,
      structured: isFirst ? [1, 0] : [1, 1],
    })
    if (pair.origin.kind !== 'traffic' || !hasCells) return pair
    const draw = { ...pair.origin.draw, cellId: isFirst ? 'x' : 'y' }
    return { ...pair, origin: { kind: 'traffic', draw } }
  })
}

function sampleOf(pairs: readonly JudgedPair[], cellIds: readonly string[]): Sample {
  const sample = buildSample(pairs)
  const [stratum] = sample.strata
  if (stratum === undefined) throw new Error('expected a stratum')
  const cells = cellIds.map(cellId => ({ ...stratum, cellId, states: {}, customerId: undefined }))
  return { ...sample, cells }
}

describe('trafficFrame', () => {
  it('takes each cell for a stratum of the variance', () => {
    const pairs = pairsOf(true)
    const frame = trafficFrame(pairs, sampleOf(pairs, ['x', 'y']))
    expect(frame.stratumCount).toBe(2)
    expect([...frame.strata]).toEqual([...Array<number>(20).fill(0), ...Array<number>(20).fill(1)])
  })

  it('makes the interval narrower by what lies between the cells, and leaves the estimate alone', () => {
    const split = pairsOf(true)
    const whole = pairsOf(false)
    const inCells = estimateEndpoint(trafficFrame(split, sampleOf(split, ['x', 'y'])), 'structured')
    const together = estimateEndpoint(trafficFrame(whole, buildSample(whole)), 'structured')
    expect(inCells.estimate).toBe(together.estimate)
    expect(inCells.standardError ?? Number.NaN).toBeLessThan(0.5 * (together.standardError ?? Number.NaN))
  })

  it('merges a cell of one pair with the next', () => {
    const pairs = pairsOf(true).slice(0, 21)
    expect(trafficFrame(pairs, sampleOf(pairs, ['y', 'x'])).stratumCount).toBe(1)
  })
})
