import { formatCount, formatShare } from '../../numeric/format-number.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import type { PassCount } from '../../records/suite.ts'

/** The configured suite's scores beside the traffic's, as sentences; empty without a suite. */
export function suiteLines({ suite }: Pick<Evaluation, 'suite'>): readonly string[] {
  if (suite === undefined) return []
  const { name, items, historical, production, candidate, traffic } = suite
  const scores = [
    ...(historical === null
      ? []
      : [`its own score ${formatShare(historical.score)} over ${formatCount(historical.items)} items`]),
    ...(production === null ? [] : [`production passes ${passText(production)}`]),
    ...(candidate === null || candidate.of === 0 ? [] : [`the candidate passes ${passText(candidate)}`]),
  ]
  return [
    `${name}, ${formatCount(items)} items: ${scores.length === 0 ? 'it carries no score and no answer' : scores.join(', ')}`,
    ...(traffic === null
      ? []
      : [
          `the same checks on this window's traffic, weighted: production ${formatShare(traffic.production)}, the candidate ${formatShare(traffic.candidate)}`,
        ]),
    ...(candidate !== null && candidate.missing > 0
      ? [`the candidate's recording has no answer to ${formatCount(candidate.missing)} of its items`]
      : []),
  ]
}

function passText({ passed, of }: PassCount): string {
  return `${formatCount(passed)} of ${formatCount(of)} (${formatShare(passed / of)})`
}
