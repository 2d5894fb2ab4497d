import { expect, it } from 'vitest'
import type { RunId } from '../../records/ids.ts'
import { buildJudgedPair } from '../../testing/judged-pair-builder.ts'
import { auditVerdict, judgedPreference } from './audit-verdict.ts'
import { drawAudit } from './draw-audit.ts'

const runId = 'r' as RunId

/** 400 pairs of three strata of different weights; 1 in 40 is lost. */
const pairs = Array.from({ length: 400 }, (_, i) =>
  buildJudgedPair({
    id: `t${i}`,
    stratum: ['big', 'small', 'noise'][i % 3] ?? 'big',
    inclusionProbability: [0.05, 0.5, 0.2][i % 3] ?? 1,
    preference: i % 40 === 0 ? [0.5, 0] : [0.5, 0.5],
  }),
)

it('draws the same items from the same pairs in any order, and others by another seed', () => {
  const found = drawAudit(pairs, { runId, seed: '1', size: 50 })
  expect(found.items).toHaveLength(50)
  expect(drawAudit(pairs.toReversed(), { runId, seed: '1', size: 50 })).toEqual(found)
  expect(drawAudit(pairs, { runId, seed: '2', size: 50 }).items).not.toEqual(found.items)
})

it('gives every pair at least half of the chance it had in a uniform sample of the traffic', () => {
  const { items, frame } = drawAudit(pairs, { runId, seed: '1', size: 50 })
  const traffic = frame.weights.reduce((sum, weight) => sum + weight, 0)
  for (const { drawProbability, auditProbability } of items) {
    expect(auditProbability).toBeGreaterThanOrEqual(50 / 2 / drawProbability / traffic - 1e-12)
  }
})

it('shows people more of the rare losses than their share', () => {
  const { items } = drawAudit(pairs, { runId, seed: '1', size: 50 })
  const losses = items.filter(({ verdict }) => verdict === 'loss')
  expect(losses.length).toBeGreaterThanOrEqual(9)
  expect(losses.every(({ isFlagged, preference }) => isFlagged && preference === -0.5)).toBe(true)
})

it('weighs back to the traffic: over many seeds a trait that nobody drew by is estimated without bias', () => {
  const isMarked = (traceId: string): boolean => Number(traceId.slice(1)) % 7 === 0
  const truth = pairs.reduce((sum, { traceId, origin }) => {
    const weight = origin.kind === 'traffic' ? 1 / origin.draw.inclusionProbability : 0
    return sum + (isMarked(traceId) ? weight : 0)
  }, 0)
  const estimates = Array.from({ length: 300 }, (_, seed) =>
    drawAudit(pairs, { runId, seed: `${seed}`, size: 50 })
      .items.filter(({ traceId }) => isMarked(traceId))
      .reduce((sum, item) => sum + 1 / (item.drawProbability * item.auditProbability), 0),
  )
  const mean = estimates.reduce((sum, each) => sum + each, 0) / estimates.length
  const variance = estimates.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (estimates.length - 1)
  const standardError = Math.sqrt(variance / estimates.length)
  expect(standardError).toBeLessThan(0.05 * truth)
  expect(Math.abs(mean - truth)).toBeLessThan(3 * standardError)
})

it('takes all traffic pairs where there are fewer than asked for, and no adversarial one', () => {
  const few = [...pairs.slice(0, 3), buildJudgedPair({ id: 'attack', isAdversarial: true })]
  const { items, frame } = drawAudit(few, { runId, seed: '1', size: 50 })
  expect(items.map(({ traceId }) => traceId).sort()).toEqual(['t0', 't1', 't2'])
  expect(items.map(({ auditProbability }) => auditProbability)).toEqual([1, 1, 1])
  expect(frame.weights).toHaveLength(3)
  expect(drawAudit([], { runId, seed: '1', size: 50 }).items).toEqual([])
})

it.each([
  ['loss', { structured: [1, 0], preference: [0.5, 0.5] }],
  ['tie', { structured: [1, 0], preference: [0.5, 1] }],
  ['win', { preference: [0.5, 1], outcome: [1, 0] }],
  ['loss', { outcome: [1, 0] }],
  ['unresolved', { preference: 'missing' }],
  ['tie', { structured: [1, 1], preference: 'missing' }],
] as const)('calls a pair a %s by its tool calls and text before its outcome', (expected, spec) => {
  expect(auditVerdict(buildJudgedPair({ id: 'x', ...spec }))).toBe(expected)
})

it('has no preference of the judge where the judge said nothing', () => {
  expect(judgedPreference(buildJudgedPair({ id: 'x', preference: 'missing' }))).toBeNull()
  expect(judgedPreference(buildJudgedPair({ id: 'x', preference: [0.5, 0.5] }))).toBe(0)
})

it('flags a tie on which a rule sees the candidate fail', () => {
  const pair = buildJudgedPair({ id: 'x', preference: [0.5, 0.5], candidateModes: ['truncated-tool-call'] })
  expect(drawAudit([pair], { runId, seed: '1', size: 1 }).items[0]).toMatchObject({
    verdict: 'tie',
    isFlagged: true,
  })
})
