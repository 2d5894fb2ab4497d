import type { Matrix } from '../../numeric/matrix.ts'
import { meanDiscrepancyTest } from '../../numeric/mean-discrepancy.ts'
import { createRng, type Rng, shuffled } from '../../numeric/random.ts'
import { rankArea, rankAreaInterval } from '../../numeric/rank-area.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { TraceId } from '../../records/ids.ts'
import type { ShareFidelity, SyntheticReport } from '../../records/synthetic.ts'

/** Requests of each kind that distances are measured on, at most: all pairs of them are looked at. */
const MOST_COMPARED = 400
/** Requests of each kind in the test of the two distributions, at most. */
const MOST_TESTED = 250
const OPTIONS = { draws: 199, maxDraws: 199 }
const CONFIDENCE = 0.95

/** Shares of names on both sides, the largest difference first. */
export function shareFidelity(
  real: ReadonlyMap<string, number>,
  synthetic: ReadonlyMap<string, number>,
  totals: { readonly real: number; readonly synthetic: number },
): ShareFidelity {
  const share = (counts: ReadonlyMap<string, number>, name: string, total: number): number =>
    total === 0 ? 0 : (counts.get(name) ?? 0) / total
  const parts = [...new Set([...real.keys(), ...synthetic.keys()])]
    .sort()
    .map(name => ({
      name,
      real: share(real, name, totals.real),
      synthetic: share(synthetic, name, totals.synthetic),
    }))
    .sort((a, b) => Math.abs(b.real - b.synthetic) - Math.abs(a.real - a.synthetic))
  return {
    distance: parts.reduce((sum, part) => sum + Math.abs(part.real - part.synthetic), 0) / 2,
    parts,
  }
}

/** How often each name occurs. */
export function countNames(names: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

export type DistanceInput = {
  readonly real: Embeddings
  /** In the same space. */
  readonly synthetic: Embeddings
  readonly exemplars: ReadonlySet<TraceId>
  readonly seed: string
}

/** What the embeddings of both kinds say: how alike they are, and whether the synthetic ones know their exemplars. */
export function embeddingFidelity({
  real,
  synthetic,
  exemplars,
  seed,
}: DistanceInput): Pick<SyntheticReport, 'nearestRatio' | 'membership' | 'embedding'> {
  const rng = createRng(`${seed}\0fidelity`)
  const rowsOf = (keep: (id: TraceId) => boolean): readonly number[] =>
    real.traceIds.flatMap((id, row) => (keep(id) ? [row] : []))
  const known = rowsOf(id => exemplars.has(id))
  const unseen = rowsOf(id => !exemplars.has(id))
  // As many of each: the nearest of more points is nearer by chance.
  const size = Math.min(known.length, unseen.length, MOST_COMPARED)
  if (size < 2 || synthetic.traceIds.length < 2)
    return { nearestRatio: null, membership: null, embedding: null }
  const [seen, other] = [known, unseen].map(rows => picked(real.vectors, rows, size, rng)) as [Matrix, Matrix]
  const made = picked(synthetic.vectors, [...synthetic.traceIds.keys()], MOST_COMPARED, rng)
  const [toSeen, toOther] = [nearest(made, seen), nearest(made, other)]
  const ratios = toSeen.map((distance, at) => (distance + TIE) / (toOther[at]! + TIE)).sort((a, b) => a - b)
  const [scoresSeen, scoresOther] = [nearest(seen, made), nearest(other, made)].map(all =>
    all.map(each => -each),
  ) as [number[], number[]]
  const area = rankArea(scoresSeen, scoresOther)
  return {
    nearestRatio: ratios[Math.floor(ratios.length / 2)] ?? null,
    membership: {
      area,
      interval: rankAreaInterval(area, size, size, CONFIDENCE),
      exemplars: size,
      holdout: size,
    },
    embedding: discrepancyOf(real, synthetic, rng),
  }
}

/** Keeps the ratio of two distances of nothing at 1. */
const TIE = 1e-6

function discrepancyOf(real: Embeddings, synthetic: Embeddings, rng: Rng): SyntheticReport['embedding'] {
  const tested = Math.min(MOST_TESTED, Math.floor(real.traceIds.length / 2), synthetic.traceIds.length)
  if (tested < 2) return null
  const rows = shuffled([...real.traceIds.keys()], rng)
  const [one, half] = [rows.slice(0, tested), rows.slice(tested, 2 * tested)].map(part =>
    picked(real.vectors, part, tested, rng),
  ) as [Matrix, Matrix]
  const made = picked(synthetic.vectors, [...synthetic.traceIds.keys()], tested, rng)
  const test = meanDiscrepancyTest(one, made, rng, OPTIONS)
  return {
    discrepancy: test.statistic,
    realHalves: meanDiscrepancyTest(one, half, rng, { draws: 1, maxDraws: 1 }).statistic,
    pValue: test.pValue,
    requests: tested,
  }
}

/** At most `most` of the rows, drawn. */
function picked({ data, columns }: Matrix, rows: readonly number[], most: number, rng: Rng): Matrix {
  const chosen = rows.length <= most ? rows : shuffled(rows, rng).slice(0, most)
  const out = new Float64Array(chosen.length * columns)
  for (const [at, row] of chosen.entries())
    out.set(data.subarray(row * columns, (row + 1) * columns), at * columns)
  return { data: out, rows: chosen.length, columns }
}

/** Of each row the Euclidean distance to the nearest of the others. */
function nearest(from: Matrix, to: Matrix): number[] {
  const { columns } = from
  return Array.from({ length: from.rows }, (_, row) => {
    let least = Number.POSITIVE_INFINITY
    for (let other = 0; other < to.rows; other += 1) {
      let sum = 0
      for (let at = 0; at < columns && sum < least; at += 1) {
        const difference = from.data[row * columns + at]! - to.data[other * columns + at]!
        sum += difference * difference
      }
      if (sum < least) least = sum
    }
    return Math.sqrt(least)
  })
}
