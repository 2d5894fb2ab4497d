import { fitShareOf } from '../../src/stages/stratify/weeks/fit-share-of.ts'

/** Shares in percent of one intent of the generator; strata count for the intent most of their clustered rows have. */
export type ShareRow = {
  /** Rank, or `noise`. */
  readonly intent: string
  /** Of the rows the generator made. */
  readonly truth: number
  /** What the strata count. */
  readonly counted: number
  /** What the clustering itself would count by its sample, and the standard error stated with it. */
  readonly fit: number
  readonly fitError: number
  /** The same with the generator's labels in place of the clustering's: how far the stated error can be trusted. */
  readonly checked: number
  readonly checkedError: number
}

export type StreamedLabels = {
  /** Cluster of each clustered row by the clustering and by the rule, and its intent; -1 none. */
  readonly byFit: Int32Array
  readonly byRule: Int32Array
  readonly intents: Int32Array
  /** Rows that were assigned, by cluster, none last. */
  readonly assigned: Float64Array
  /** All rows by intent, noise last. */
  readonly truth: Float64Array
}

/** The shares of the strata beside what the generator made. */
export function sharesAgainstTruth({ byFit, byRule, intents, assigned, truth }: StreamedLabels) {
  const intentOf = majorityIntents(byFit, intents)
  const fit = byFit.map(label => intentOf.get(label) ?? -1)
  const rule = byRule.map(label => intentOf.get(label) ?? -1)
  const outside = new Float64Array(truth.length)
  for (const [label, count] of assigned.entries()) {
    const intent = label === assigned.length - 1 ? -1 : (intentOf.get(label) ?? -1)
    outside[intent === -1 ? truth.length - 1 : intent]! += count
  }
  const traces = truth.reduce((sum, count) => sum + count, 0)
  const rows = Array.from(truth, (count, at): ShareRow => {
    const intent = at === truth.length - 1 ? -1 : at
    const estimate = (labels: Int32Array) => {
      const counted = outside[at]! + labels.filter(label => label === intent).length
      const units = Array.from(labels, (label, row) => ({ traces: 1, byFit: label, byRule: rule[row]! }))
      return { counted, ...fitShareOf(intent, counted, units, { requests: traces, traces }) }
    }
    const [ours, checked] = [estimate(fit), estimate(intents)]
    return {
      intent: intent === -1 ? 'noise' : String(intent + 1),
      truth: percent(count / traces),
      counted: percent(ours.counted / traces),
      fit: percent(ours.estimate),
      fitError: percent(ours.standardError),
      checked: percent(checked.estimate),
      checkedError: percent(checked.standardError),
    }
  })
  return {
    shares: rows.filter((_, at) => at < 4 || at % 15 === 14 || at === rows.length - 1),
    errors: errorsOf(rows),
  }
}

function errorsOf(rows: readonly ShareRow[]): object {
  const rms = (value: (row: ShareRow) => number) =>
    percent(Math.sqrt(rows.reduce((total, row) => total + value(row) ** 2, 0) / rows.length) / 100)
  const covered = rows.filter(row => Math.abs(row.checked - row.truth) <= 1.96 * row.checkedError)
  return {
    rmsOfCounted: rms(row => row.counted - row.truth),
    rmsOfFit: rms(row => row.fit - row.truth),
    rmsOfFitStandardErrors: rms(row => row.fitError),
    rmsOfChecked: rms(row => row.checked - row.truth),
    rmsOfCheckedStandardErrors: rms(row => row.checkedError),
    checkedWithin95: percent(covered.length / rows.length / 100),
  }
}

function majorityIntents(labels: Int32Array, intents: Int32Array): ReadonlyMap<number, number> {
  const byCluster = Map.groupBy(labels.keys(), row => labels[row]!)
  byCluster.delete(-1)
  return new Map(
    [...byCluster].map(([label, rows]) => {
      const counts = [...Map.groupBy(rows, row => intents[row]!)].sort((a, b) => b[1].length - a[1].length)
      return [label, counts[0]?.[0] ?? -1]
    }),
  )
}

function percent(share: number): number {
  return Math.round(share * 1e6) / 1e4
}
