import { formatCount, formatShare } from '../../numeric/format-number.ts'
import type { Decision } from '../../records/decision.ts'

const MAX_LINES = 5
/** From this share of a slice without a verdict on its numbers say less than they seem to. */
const WORTH_SAYING = 0.1

/** The slices of which much has no verdict, largest share first; empty where nearly everything has one. */
export function unresolvedSliceLines({ gates }: Decision): readonly string[] {
  const open = gates.slices.findings
    .filter(({ unresolvedShare }) => (unresolvedShare ?? 0) >= WORTH_SAYING)
    .toSorted((left, right) => (right.unresolvedShare ?? 0) - (left.unresolvedShare ?? 0))
  const lines = open
    .slice(0, MAX_LINES)
    .map(
      ({ family, name, unresolvedShare, n }) =>
        `${family} ${name}: ${formatShare(unresolvedShare ?? null)} of its pairs (${formatCount(n)} compared)`,
    )
  const hidden = open.length - lines.length
  return hidden > 0 ? [...lines, `${formatCount(hidden)} more are in the JSON result`] : lines
}
