import type { Rng } from '../numeric/random.ts'
import type { ShareCounts } from '../records/drift.ts'
import { buildDailyCounts } from './share-counts-builder.ts'

/**
 * The shares of the incident week of the statistics note: eleven clusters from 23.4% to 1.35%, then 10% noise.
 */
export const INCIDENT_SHARES: readonly number[] = [
  0.234, 0.153, 0.108, 0.081, 0.072, 0.063, 0.054, 0.054, 0.0405, 0.027, 0.0135, 0.1,
]

const DAYS = 7

/**
 * A simulated week of `size` traces over strata with the given shares, the last one noise. Traces come in sessions of
 * `sessionSize` of one intent, which makes the counts vary `sessionSize` times as much as independent traces would.
 *
 * @param shares - sum to 1.
 */
export function drawWeek(
  shares: readonly number[],
  size: number,
  sessionSize: number,
  rng: Rng,
): ShareCounts {
  const days = Array.from({ length: DAYS }, () => new Array<number>(shares.length).fill(0))
  const sessions = Math.round(size / sessionSize)
  for (let session = 0; session < sessions; session += 1) {
    const counts = days[session % DAYS]!
    counts[drawStratum(shares, rng)]! += sessionSize
  }
  return buildDailyCounts(days, { hasNoise: true })
}

/** The shares after stratum `index` grew by `factor`, the others giving way in proportion. */
export function shiftedShares(shares: readonly number[], index: number, factor: number): readonly number[] {
  const grown = (shares[index] ?? 0) * factor
  const rest = (1 - grown) / (1 - (shares[index] ?? 0))
  return shares.map((share, at) => (at === index ? grown : share * rest))
}

function drawStratum(shares: readonly number[], rng: Rng): number {
  let left = rng.nextFloat()
  for (let stratum = 0; stratum < shares.length - 1; stratum += 1) {
    left -= shares[stratum]!
    if (left < 0) return stratum
  }
  return shares.length - 1
}
