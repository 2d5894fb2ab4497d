import { createRng } from '../../src/numeric/random.ts'
import { OUT_OF_SCOPE } from './sets.ts'

/** Label of a row that belongs to no cluster. */
export const NOISE = -1

/** How often each pair of labels meets. */
type Contingency = {
  readonly cells: readonly number[]
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  readonly total: number
}

function contingency(a: readonly unknown[], b: readonly unknown[]): Contingency {
  const indexed = (labels: readonly unknown[]) => {
    const ids = new Map([...new Set(labels)].map((label, at) => [label, at]))
    return labels.map(label => ids.get(label) ?? 0)
  }
  const [left, right] = [indexed(a), indexed(b)]
  const width = Math.max(0, ...right) + 1
  const cells = left.map((label, at) => label * width + (right[at] ?? 0))
  return { cells: counts(cells), rows: counts(left), columns: counts(right), total: a.length }
}

function counts(labels: readonly number[]): readonly number[] {
  const found = new Map<number, number>()
  for (const label of labels) found.set(label, (found.get(label) ?? 0) + 1)
  return [...found.values()]
}

/** Adjusted Rand index of two labellings of the same rows: 1 equal, about 0 unrelated. @see Hubert & Arabie 1985. */
export function adjustedRandIndex(a: readonly unknown[], b: readonly unknown[]): number {
  const { cells, rows, columns, total } = contingency(a, b)
  const pairs = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  const expected = (pairs(rows) * pairs(columns)) / pairs([total])
  const most = (pairs(rows) + pairs(columns)) / 2
  return most === expected ? 1 : (pairs(cells) - expected) / (most - expected)
}

/** Mutual information over the mean entropy, in [0, 1]. */
export function normalisedMutualInformation(a: readonly unknown[], b: readonly unknown[]): number {
  const { cells, rows, columns, total } = contingency(a, b)
  const entropy = (sizes: readonly number[]) =>
    sizes.reduce((sum, size) => sum - (size / total) * Math.log(size / total), 0)
  const mean = (entropy(rows) + entropy(columns)) / 2
  return mean === 0 ? 1 : (entropy(rows) + entropy(columns) - entropy(cells)) / mean
}

const DRAWS = 50

/**
 * Share of the variance of failure rates between traces that lies between strata, mean of 50 draws of one rate per
 * true intent, log-uniform from 1% to 30%: what stratifying by `labels` saves, relative to the true intents. Noise is
 * one stratum.
 */
export function explainedVariance(labels: readonly number[], intents: readonly string[]): number {
  const rng = createRng('failure rates')
  const classes = [...new Set(intents)].sort()
  let total = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    const rates = new Map(classes.map(intent => [intent, 0.01 * 30 ** rng.nextFloat()]))
    total += explainedShare(
      labels,
      intents.map(intent => rates.get(intent) ?? 0),
    )
  }
  return total / DRAWS
}

function explainedShare(labels: readonly number[], values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const groups = Map.groupBy(values.keys(), at => labels[at])
  let between = 0
  for (const members of groups.values()) {
    const own = members.reduce((sum, at) => sum + (values[at] ?? 0), 0) / members.length
    between += members.length * (own - mean) ** 2
  }
  return between / values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}

/**
 * Share of the intents with 0.3% to 1.5% of the rows (and at least 15) that have a stratum of their own: one cluster
 * with at least half of the intent, and at least half of it that intent. Undefined when there is no such intent.
 */
export function ownStratumShare(labels: readonly number[], intents: readonly string[]): number | undefined {
  const clusterSizes = Map.groupBy(labels.keys(), at => labels[at])
  const medium = [...Map.groupBy(intents.keys(), at => intents[at])].filter(
    ([intent, rows]) =>
      intent !== OUT_OF_SCOPE &&
      rows.length >= Math.max(15, 0.003 * intents.length) &&
      rows.length <= 0.015 * intents.length,
  )
  if (medium.length === 0) return undefined
  const owning = medium.filter(([, rows]) =>
    [...Map.groupBy(rows, at => labels[at])].some(
      ([label, shared]) =>
        label !== NOISE &&
        shared.length >= rows.length / 2 &&
        shared.length >= (clusterSizes.get(label)?.length ?? 0) / 2,
    ),
  )
  return owning.length / medium.length
}

export type StrataScores = {
  readonly clusters: number
  readonly coverage: number
  readonly inScopeCoverage: number
  readonly nonNoiseAri: number
  readonly nonNoiseNmi: number
  readonly explainedVariance: number
  readonly ownStratum: number | undefined
  /** Undefined when the set has no request out of scope. */
  readonly outOfScopeInNoise: number | undefined
}

/** Everything the table of the benchmark says about one labelling. */
export function scoreStrata(labels: readonly number[], intents: readonly string[]): StrataScores {
  const clustered = [...labels.keys()].filter(at => labels[at] !== NOISE)
  const inScope = [...labels.keys()].filter(at => intents[at] !== OUT_OF_SCOPE)
  const strangers = [...labels.keys()].filter(at => intents[at] === OUT_OF_SCOPE)
  const of = <T>(values: readonly T[]) => clustered.map(at => values[at] as T)
  const share = (rows: readonly number[]) =>
    rows.filter(at => labels[at] !== NOISE).length / Math.max(1, rows.length)
  return {
    clusters: new Set(of(labels)).size,
    coverage: clustered.length / labels.length,
    inScopeCoverage: share(inScope),
    nonNoiseAri: adjustedRandIndex(of(labels), of(intents)),
    nonNoiseNmi: normalisedMutualInformation(of(labels), of(intents)),
    explainedVariance: explainedVariance(labels, intents),
    ownStratum: ownStratumShare(labels, intents),
    outOfScopeInNoise: strangers.length === 0 ? undefined : 1 - share(strangers),
  }
}
