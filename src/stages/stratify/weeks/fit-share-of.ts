import type { ShareEstimate } from '../../../records/strata.ts'

/** A distinct request of the sample that was clustered. */
export type FittedRequest = {
  /** How many traces asked it. */
  readonly traces: number
  /** Cluster by the clustering, and by the assignment rule with the request left out of its own vote; -1 none. */
  readonly byFit: number
  readonly byRule: number
}

/**
 * The share of all traces that the clustering itself would put into cluster `label` (-1 noise): the difference estimator.
 * Outside the sample only the rule has spoken; what it gets wrong there is estimated by what it gets wrong in the sample,
 * where both are known.
 *
 * With t_i = traces of request i x (by fit - by rule) over the n of R distinct requests that were drawn uniformly:
 * estimate = (counted + (R - n) mean t) / N, standard error = R sqrt((1 - n / R) s_t^2 / n) / N.
 *
 * @param counted - traces in the stratum: by fit in the sample, by the rule outside.
 * @see Cochran 1977, Sampling Techniques, sections 2.6 and 7.3 (the regression estimator with slope 1).
 */
export function fitShareOf(
  label: number,
  counted: number,
  sample: readonly FittedRequest[],
  population: { readonly requests: number; readonly traces: number },
): ShareEstimate {
  const n = sample.length
  let sum = 0
  let squares = 0
  for (const { traces, byFit, byRule } of sample) {
    const difference = traces * (Number(byFit === label) - Number(byRule === label))
    sum += difference
    squares += difference * difference
  }
  const mean = sum / n
  const variance = n > 1 ? (squares - n * mean * mean) / (n - 1) : Number.POSITIVE_INFINITY
  const outside = population.requests - n
  const meanVariance = (Math.max(0, variance) * (1 - n / population.requests)) / n
  return {
    estimate: Math.min(1, Math.max(0, (counted + outside * mean) / population.traces)),
    standardError: (population.requests * Math.sqrt(meanVariance)) / population.traces,
  }
}
