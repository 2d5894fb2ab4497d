import { formatCount } from '../../numeric/format-number.ts'
import type { ShareEstimate, Strata } from '../../records/strata.ts'

/** Standard errors that two-sided 95% of a normal distribution take. */
const Z95 = 1.96

/** How the strata came about when the population was too large to be clustered whole; undefined when it was not. */
export function fitLine(
  fittedOn: Strata['fittedOn'],
  strata: readonly { readonly share: number; readonly fitShare?: ShareEstimate | undefined }[],
): string | undefined {
  if (fittedOn === undefined) return undefined
  const estimates = strata.flatMap(({ share, fitShare }) =>
    fitShare === undefined ? [] : [{ share, ...fitShare }],
  )
  const margin = Math.max(0, ...estimates.map(({ standardError }) => Z95 * standardError))
  const gap = Math.max(0, ...estimates.map(({ share, estimate }) => Math.abs(share - estimate)))
  return `${formatCount(fittedOn.requests)} of ${formatCount(fittedOn.ofRequests)} distinct requests clustered, the rest assigned by rule; shares count every trace and lie up to ${points(gap)} from the clustering's own (sampling error of that, 95%: up to ${points(margin)})`
}

/** A difference of shares in percentage points. */
function points(difference: number): string {
  return `${(difference * 100).toFixed(2)} points`
}
