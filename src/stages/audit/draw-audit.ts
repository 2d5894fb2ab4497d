import { hash } from 'node:crypto'
import { requireInteger } from '../../numeric/require-range.ts'
import type { AuditFrame, AuditItem } from '../../records/audit.ts'
import type { RunId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Draw } from '../../records/sample.ts'
import { auditVerdict, judgedPreference } from './audit-verdict.ts'
import { inclusionProbabilities, systematicSample } from './systematic-sample.ts'

export type AuditDrawOptions = {
  readonly runId: RunId
  readonly seed: string
  /** Pairs to audit, integer >= 1; all of them where there are fewer. */
  readonly size: number
}

export type DrawnAudit = { readonly frame: AuditFrame; readonly items: readonly AuditItem[] }

type Candidate = {
  readonly pair: JudgedPair
  readonly draw: Draw
  /** 1 / chance to be in the run's sample. */
  readonly weight: number
  readonly item: Omit<AuditItem, 'auditProbability'>
  /** Verdict and stratum. */
  readonly cell: string
}

/**
 * A probability sample of a run's traffic pairs for people to look at, with the exact chance each had.
 *
 * Half of a pair's chance is uniform over the traffic, the other half is shared out equally to the cells of verdict and
 * stratum, so that rare losses and small strata are seen without any pair being left out. It depends on ids and seed,
 * never on the order of the pairs. Adversarial pairs stand for no traffic and are not drawn.
 *
 * @returns no items without a traffic pair.
 * @throws {NumericError} `out-of-range` size.
 */
export function drawAudit(pairs: readonly JudgedPair[], options: AuditDrawOptions): DrawnAudit {
  requireInteger('size', options.size, 1, Number.MAX_SAFE_INTEGER)
  const { seed, runId } = options
  // Neighbours of a systematic sample share its spread: cells together, chance alone within them.
  const candidates = pairs
    .flatMap(pair => candidateOf(pair, options.runId))
    .map(candidate => ({ candidate, u: uniformOf('order', seed, runId, candidate.item.traceId) }))
    .sort((a, b) => compare(a.candidate.cell, b.candidate.cell) || a.u - b.u || byId(a, b))
    .map(({ candidate }) => candidate)
  const frame = frameOf(candidates)
  if (candidates.length === 0) return { frame, items: [] }
  const probabilities = inclusionProbabilities(sizesOf(candidates), Math.min(options.size, candidates.length))
  const drawn = systematicSample(probabilities, uniformOf('start', seed, runId))
  const items = drawn.flatMap(index => {
    const candidate = candidates[index]
    return candidate === undefined ? [] : [{ ...candidate.item, auditProbability: probabilities[index] ?? 1 }]
  })
  return { frame, items: items.toSorted((a, b) => compare(a.itemId, b.itemId)) }
}

/** Name of a pair in the audits; says nothing about verdict or order, and sorting by it is a random order. */
export function auditItemId(runId: string, traceId: string): string {
  return hash('sha256', JSON.stringify(['tidegate/audit-item/1', runId, traceId]), 'hex').slice(0, 16)
}

function candidateOf(pair: JudgedPair, runId: RunId): readonly Candidate[] {
  if (pair.origin.kind !== 'traffic') return []
  const { draw } = pair.origin
  const verdict = auditVerdict(pair)
  const item = {
    itemId: auditItemId(runId, pair.traceId),
    traceId: pair.traceId,
    stratumId: draw.stratumId,
    verdict,
    isFlagged: verdict === 'loss' || pair.candidateModes.length > 0,
    preference: judgedPreference(pair),
    drawProbability: draw.inclusionProbability,
  }
  return [
    {
      pair,
      draw,
      weight: 1 / draw.inclusionProbability,
      item,
      cell: JSON.stringify([verdict, draw.stratumId]),
    },
  ]
}

/** Half uniform over the traffic, half equal per cell; within a cell uniform over its traffic. */
function sizesOf(candidates: readonly Candidate[]): readonly number[] {
  const cells = new Map<string, number>()
  let total = 0
  for (const { cell, weight } of candidates) {
    cells.set(cell, (cells.get(cell) ?? 0) + weight)
    total += weight
  }
  return candidates.map(
    ({ cell, weight }) => weight / total / 2 + weight / (cells.get(cell) ?? weight) / cells.size / 2,
  )
}

/** In the order of the ids, so that the frame says nothing but its columns. */
function frameOf(candidates: readonly Candidate[]): AuditFrame {
  const rows = candidates.toSorted((a, b) => compare(a.item.itemId, b.item.itemId))
  return {
    weights: rows.map(({ weight }) => weight),
    flagged: rows.map(({ item }) => item.isFlagged),
    preferences: rows.map(({ item }) => item.preference),
  }
}

type Ordered = { readonly candidate: Candidate }

function byId(a: Ordered, b: Ordered): number {
  return compare(a.candidate.item.traceId, b.candidate.item.traceId)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function uniformOf(...parts: readonly string[]): number {
  const digest = hash('sha256', JSON.stringify(['tidegate/audit/1', ...parts]), 'hex')
  return Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48
}
