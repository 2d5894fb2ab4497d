import { NumericError } from '../errors/numeric-error.ts'
import { requireFinite, requireInteger, requireRange } from './require-range.ts'
import { sum } from './sum.ts'

export type StratumValues = {
  /** Units of the population in this stratum, integer >= values.length. */
  readonly populationSize: number
  /** One value per sampled unit that has one. */
  readonly values: readonly number[]
}

export type StratifiedMeanOptions = {
  /**
   * Size of a win on the scale of the values (1 for scores, 0.5 for half-net preferences). When given, a
   * quarter of a win and a quarter of a loss enter the variance of every stratum, so that a stratum with
   * ties only does not claim to be certain. The mean is left alone.
   */
  readonly pseudoWin?: number
}

export type StratifiedMean = {
  /** Population-weighted mean over the strata that have values. */
  readonly estimate: number
  /** For statements on future traffic: no finite-population correction. Undefined below two values. */
  readonly standardError: number | undefined
  /** For statements on exactly this population: with finite-population correction. */
  readonly standardErrorOfPopulation: number | undefined
  /** Welch-Satterthwaite; undefined when the standard error is undefined or zero. */
  readonly degreesOfFreedom: number | undefined
  readonly n: number
  /** Share of the population in strata that have values; below 1 the rest is not represented. */
  readonly coveredShare: number
}

type VarianceGroup = {
  readonly populationSize: number
  readonly values: readonly number[]
  /** Weight N_h / n_h of each value. */
  readonly weights: readonly number[]
}

/**
 * Mean of a population estimated from a stratified sample: sum over strata of W_h times the stratum's
 * mean, W_h = N_h / N; the same as the Hajek mean with weights N_h / n_h.
 *
 * Strata without values are left out of the mean and the weights renormalised over the rest
 * (`coveredShare` says how much is left). Strata with a single value are merged for the variance, which
 * errs on the side of a larger one (Cochran 1977, section 5A.12, collapsed strata).
 *
 * @returns undefined when no stratum has a value.
 * @throws {NumericError} `non-finite` values; `out-of-range` sizes.
 * @see Cochran 1977, equations 5.1, 5.11 and 5.16. The pseudo-counts are ours.
 */
export function estimateStratifiedMean(
  strata: readonly StratumValues[],
  options: StratifiedMeanOptions = {},
): StratifiedMean | undefined {
  for (const [index, { populationSize, values }] of strata.entries()) {
    requireFinite(`strata[${index}].values`, values)
    requireInteger(`strata[${index}].populationSize`, populationSize, values.length, Number.MAX_SAFE_INTEGER)
  }
  const pseudoWin = options.pseudoWin
  if (pseudoWin !== undefined) requireRange('pseudoWin', pseudoWin, Number.MIN_VALUE, Number.MAX_VALUE)
  const groups = strata.filter(stratum => stratum.values.length > 0).map(toGroup)
  if (groups.length === 0) return undefined

  const covered = sum(groups.map(group => group.populationSize))
  const population = sum(strata.map(stratum => stratum.populationSize))
  const parts = merged(groups).map(group => varianceOf(group, covered, pseudoWin))
  return {
    estimate: sum(groups.map(group => (group.populationSize / covered) * meanOf(group))),
    ...standardErrors(parts),
    n: sum(groups.map(group => group.values.length)),
    coveredShare: covered / population,
  }
}

/**
 * Cluster-robust standard error of the weighted mean: linearised residuals summed per cluster, with the
 * G / (G - 1) correction. Strata are ignored, which is conservative when clusters cross them.
 *
 * @param values - one per unit.
 * @param weights - one per unit, > 0.
 * @param clusters - one per unit: units with the same key (a session) are not independent.
 * @returns undefined with fewer than two clusters: one cluster says nothing about the spread.
 *   Degrees of freedom are the number of clusters minus 1.
 * @throws {NumericError} `out-of-range` when lengths differ or a weight is not positive.
 * @see Miller 2024 (arXiv 2411.00640), with the finite correction of Inspect AI's `stderr(cluster=)`.
 */
export function clusteredStandardError(
  values: readonly number[],
  weights: readonly number[],
  clusters: readonly (string | number)[],
): number | undefined {
  requireFinite('values', values)
  requireWeights(weights)
  if (weights.length !== values.length || clusters.length !== values.length) {
    throw new NumericError(
      `Expected one weight and one cluster per value (${values.length}), got ${weights.length} and ${clusters.length}`,
      { reason: 'out-of-range' },
    )
  }
  const total = sum(weights)
  const mean = sum(values.map((value, i) => value * weightAt(weights, i))) / total
  const residuals = new Map<string | number, number[]>()
  for (const [i, cluster] of clusters.entries()) {
    const residual = (weightAt(weights, i) * ((values[i] ?? 0) - mean)) / total
    const known = residuals.get(cluster)
    if (known === undefined) residuals.set(cluster, [residual])
    else known.push(residual)
  }
  const count = residuals.size
  if (count < 2) return undefined
  const squares = sum([...residuals.values()].map(terms => sum(terms) ** 2))
  return Math.sqrt((count / (count - 1)) * squares)
}

/**
 * Kish's effective sample size (sum w)^2 / sum w^2: how many equally weighted units carry as much.
 *
 * @param weights - > 0, at least one.
 * @throws {NumericError} `empty`; `out-of-range` for a weight that is not positive.
 * @see Kish 1965, section 11.7.
 */
export function kishEffectiveSize(weights: readonly number[]): number {
  requireWeights(weights)
  if (weights.length === 0) {
    throw new NumericError('Expected at least one weight, got none', { reason: 'empty' })
  }
  return sum(weights) ** 2 / sum(weights.map(weight => weight * weight))
}

function toGroup({ populationSize, values }: StratumValues): VarianceGroup {
  return { populationSize, values, weights: values.map(() => populationSize / values.length) }
}

/** Singletons pooled with one another; a last lone one joins the smallest of the others. */
function merged(groups: readonly VarianceGroup[]): readonly VarianceGroup[] {
  const [first, ...singles] = groups.filter(group => group.values.length === 1)
  const rest = groups.filter(group => group.values.length > 1)
  if (first === undefined) return rest
  const pooled = singles.reduce(union, first)
  if (pooled.values.length > 1 || rest.length === 0) return [...rest, pooled]
  const smallest = rest.reduce((a, b) => (b.populationSize < a.populationSize ? b : a))
  return rest.map(group => (group === smallest ? union(group, pooled) : group))
}

function union(a: VarianceGroup, b: VarianceGroup): VarianceGroup {
  return {
    populationSize: a.populationSize + b.populationSize,
    values: [...a.values, ...b.values],
    weights: [...a.weights, ...b.weights],
  }
}

function meanOf({ values, weights }: VarianceGroup): number {
  return sum(values.map((value, i) => value * weightAt(weights, i))) / sum(weights)
}

type VariancePart = { readonly variance: number; readonly unsampledShare: number; readonly n: number }

/** n / (n - 1) sum (w (d - mean))^2 / N^2, which is W_h^2 s_h^2 / n_h where weights are equal. */
function varianceOf(group: VarianceGroup, covered: number, pseudoWin: number | undefined): VariancePart {
  const n = group.values.length
  const mean = meanOf(group)
  const squares = group.values.map((value, i) => (weightAt(group.weights, i) * (value - mean)) ** 2)
  const pseudoUnits = pseudoWin === undefined ? 0 : 0.5
  if (pseudoWin !== undefined) {
    const weight = group.populationSize / n
    squares.push(weight * weight * pseudoUnits * (pseudoWin * pseudoWin + mean * mean))
  }
  return {
    variance: ((n / (n - 1 + pseudoUnits)) * sum(squares)) / (covered * covered),
    unsampledShare: 1 - n / group.populationSize,
    n,
  }
}

function standardErrors(
  parts: readonly VariancePart[],
): Pick<StratifiedMean, 'standardError' | 'standardErrorOfPopulation' | 'degreesOfFreedom'> {
  if (parts.some(part => part.n < 2)) {
    return { standardError: undefined, standardErrorOfPopulation: undefined, degreesOfFreedom: undefined }
  }
  const variance = sum(parts.map(part => part.variance))
  const spread = sum(parts.map(part => part.variance ** 2 / (part.n - 1)))
  return {
    standardError: Math.sqrt(variance),
    standardErrorOfPopulation: Math.sqrt(sum(parts.map(part => part.variance * part.unsampledShare))),
    degreesOfFreedom: spread > 0 ? variance ** 2 / spread : undefined,
  }
}

function requireWeights(weights: readonly number[]): void {
  requireFinite('weights', weights)
  for (const weight of weights) requireRange('weight', weight, Number.MIN_VALUE, Number.MAX_VALUE)
}

function weightAt(weights: readonly number[], index: number): number {
  return weights[index] ?? 0
}
