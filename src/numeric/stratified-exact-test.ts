import { normalCdf } from './normal.ts'
import { requireInteger } from './require-range.ts'

/** A 2 x 2 table: units of a group and of the rest, with and without an event. */
export type ExactTable = {
  /** Units, and those of them in the group. */
  readonly total: number
  readonly inGroup: number
  /** Units with the event, and those of them in the group. */
  readonly events: number
  readonly eventsInGroup: number
}

export type StratifiedExactTest = {
  /** One-sided: how often the group has at least so many events when being in it makes no difference. In (0, 1]. */
  readonly pValue: number
  /** Events of the group expected then. */
  readonly expected: number
}

/** More events than this are counted by the normal distribution: the exact one would take time and say the same. */
const MOST_EXACT = 500

/**
 * Whether a group has more than its share of the events, within every table and over all of them together: the
 * conditional exact test, which is Fisher's for one table. Tables in which the group is all or nothing say nothing.
 *
 * Above 500 events the distribution is the normal one with the same mean and variance and a continuity correction
 * (Mantel & Haenszel).
 *
 * @throws {NumericError} `out-of-range` for counts that do not fit into each other.
 * @see Mantel & Haenszel 1959; Gart 1970 (exact, from independent hypergeometric distributions).
 */
export function stratifiedExactTest(tables: readonly ExactTable[]): StratifiedExactTest {
  let expected = 0
  let variance = 0
  let observed = 0
  let events = 0
  for (const table of tables) {
    requireTable(table)
    const { total, inGroup, events: own, eventsInGroup } = table
    observed += eventsInGroup
    events += own
    if (total === 0) continue
    expected += (inGroup * own) / total
    if (total > 1)
      variance += (inGroup * (total - inGroup) * own * (total - own)) / (total * total * (total - 1))
  }
  if (variance === 0) return { pValue: 1, expected }
  if (events > MOST_EXACT) {
    return { pValue: normalCdf((expected - observed + 0.5) / Math.sqrt(variance)), expected }
  }
  return { pValue: exactUpperTail(tables, observed), expected }
}

function requireTable({ total, inGroup, events, eventsInGroup }: ExactTable): void {
  requireInteger('total', total, 0, Number.MAX_SAFE_INTEGER)
  requireInteger('inGroup', inGroup, 0, total)
  requireInteger('events', events, 0, total)
  const fewest = Math.max(0, events + inGroup - total)
  requireInteger('eventsInGroup', eventsInGroup, fewest, Math.min(events, inGroup))
}

/** P(sum of independent hypergeometric counts >= observed). */
function exactUpperTail(tables: readonly ExactTable[], observed: number): number {
  let sum = Float64Array.of(1)
  let fewest = 0
  for (const { total, inGroup, events } of tables) {
    if (events === 0) continue
    const smallest = Math.max(0, events + inGroup - total)
    sum = convolved(sum, hypergeometric(total, inGroup, events))
    fewest += smallest
  }
  let tail = 0
  for (let at = Math.max(0, observed - fewest); at < sum.length; at += 1) tail += sum[at] ?? 0
  return Math.min(1, tail)
}

/** Probabilities of the counts in the group, from the smallest possible one on. */
function hypergeometric(total: number, inGroup: number, events: number): Float64Array {
  const smallest = Math.max(0, events + inGroup - total)
  const largest = Math.min(events, inGroup)
  const mode = Math.min(largest, Math.max(smallest, Math.floor(((events + 1) * (inGroup + 1)) / (total + 2))))
  const ratio = (k: number): number =>
    ((events - k) * (inGroup - k)) / ((k + 1) * (total - events - inGroup + k + 1))
  const weights = new Float64Array(largest - smallest + 1)
  // From the likeliest count outwards no weight is above about 1, so that nothing overflows.
  weights[mode - smallest] = 1
  for (let k = mode; k < largest; k += 1) weights[k + 1 - smallest] = (weights[k - smallest] ?? 0) * ratio(k)
  for (let k = mode - 1; k >= smallest; k -= 1)
    weights[k - smallest] = (weights[k + 1 - smallest] ?? 0) / ratio(k)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / all)
}

function convolved(left: Float64Array, right: Float64Array): Float64Array<ArrayBuffer> {
  const product = new Float64Array(left.length + right.length - 1)
  for (let i = 0; i < left.length; i += 1) {
    for (let j = 0; j < right.length; j += 1) {
      product[i + j] = (product[i + j] ?? 0) + (left[i] ?? 0) * (right[j] ?? 0)
    }
  }
  return product
}
