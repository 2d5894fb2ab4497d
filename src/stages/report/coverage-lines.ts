import { formatCount, formatShare, formatShareInterval } from '../../numeric/format-number.ts'
import type { Coverage } from '../../records/coverage.ts'
import type { Evaluation } from '../../records/evaluation.ts'

/** Below this share of the traffic a set of items speaks for less than it seems to. */
const LOW_COVERAGE = 0.8
const MAX_THIN = 3

/** How much of the traffic the sample, and a suite, speak for, as sentences; empty when it was not measured. */
export function coverageLines({ coverage }: Pick<Evaluation, 'coverage'>): readonly string[] {
  if (coverage === undefined) return []
  const { sample, suite } = coverage
  return [...linesOf('the sample', sample), ...(suite === undefined ? [] : linesOf('the suite', suite))]
}

function linesOf(name: string, coverage: Coverage): readonly string[] {
  const { traffic, near, items } = coverage
  if (traffic === null) return []
  const nearText =
    near === null ? '' : `; ${formatShare(near.estimate)} ${formatShareInterval(near.interval)} lie near one`
  const line = `real-traffic coverage of ${name}: ${formatShare(traffic.estimate)} ${formatShareInterval(traffic.interval)} by ${formatCount(items)} items${nearText}`
  return traffic.estimate < LOW_COVERAGE ? [line, warningOf(name, coverage)] : [line]
}

/** Coverage decides no gate: what is not covered is not wrong, it is unknown. */
function warningOf(name: string, { strata }: Coverage): string {
  const thin = strata
    .filter(({ covered }) => covered < 1)
    .toSorted((left, right) => right.share * (1 - right.covered) - left.share * (1 - left.covered))
    .slice(0, MAX_THIN)
    .map(
      ({ label, share, items, required }) =>
        `"${label}" (${formatShare(share)} of the traffic, ${formatCount(items)} of ${formatCount(required)} items)`,
    )
  return `WARNING: ${name} says little about ${thin.join(', ')}`
}
