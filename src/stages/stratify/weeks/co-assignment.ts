/** Traces by where they belong before and now. */
export type CoAssignment = {
  /** Shape (before + 1, now + 1), row-major; the last row and column are noise. */
  readonly counts: Uint32Array
  /** Clusters, noise not counted. */
  readonly before: number
  readonly now: number
}

/**
 * Counts of traces by two labellings of the same traces.
 *
 * @param beforeLabels - per trace: 0, 1, ..., before - 1; -1 noise. `nowLabels` alike.
 */
export function coAssign(
  beforeLabels: Int32Array,
  nowLabels: Int32Array,
  before: number,
  now: number,
): CoAssignment {
  const counts = new Uint32Array((before + 1) * (now + 1))
  for (const [trace, label] of beforeLabels.entries()) {
    const row = label === -1 ? before : label
    const column = nowLabels[trace] === -1 ? now : nowLabels[trace]!
    counts[row * (now + 1) + column]! += 1
  }
  return { counts, before, now }
}

/** Traces in both strata; `before` and `now` of the table's sizes mean noise. */
export function together({ counts, now: columns }: CoAssignment, before: number, now: number): number {
  return counts[before * (columns + 1) + now]!
}

/** Traces assigned to a stratum of before, noise included where `before` says so. */
export function assignedTo(table: CoAssignment, before: number): number {
  const { counts, now } = table
  return counts.subarray(before * (now + 1), (before + 1) * (now + 1)).reduce((sum, count) => sum + count, 0)
}

/** Traces in a cluster of now. */
export function sizeOf(table: CoAssignment, now: number): number {
  let sum = 0
  for (let before = 0; before <= table.before; before++) sum += together(table, before, now)
  return sum
}

/** Traces in both strata over traces in either; 0 when both are empty. */
export function jaccardOf(table: CoAssignment, before: number, now: number): number {
  const both = together(table, before, now)
  const either = assignedTo(table, before) + sizeOf(table, now) - both
  return either === 0 ? 0 : both / either
}
