import { formatCost, formatCount, formatShare } from '../../numeric/format-number.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { voteAccount } from './vote-account.ts'

/** What a reader has to know of the judge: how it was asked, what it cost, and whether its word counts. */
export function judgeLines({ manifest, pairs, controls }: Evaluation): readonly string[] {
  const account = voteAccount(pairs)
  return [
    ...(manifest.judges ?? []).map(
      ({ asks, provider, model, rubric, settings }) =>
        `${asks}: ${provider}/${model}, rubric ${rubric}, temperature ${settings.temperature ?? 'not sent'}${settings.dropped.length === 0 ? '' : ` (dropped: ${settings.dropped.join('; ')})`}`,
    ),
    ...(account === undefined ? [] : accountLines(account)),
    ...(controls === undefined
      ? []
      : [`control items: ${controls.verdict.toUpperCase()}`, ...controls.reasons.map(each => `  ${each}`)]),
    ...(manifest.judges === undefined ? [] : [CALIBRATION]),
  ]
}

const CALIBRATION = 'agreement with people was not measured: `tidegate calibrate --labels FILE` measures it'

function accountLines(account: NonNullable<ReturnType<typeof voteAccount>>): readonly string[] {
  const { pairs, votes, cached, unresolved, unanswered, costPicoUsd, savedPicoUsd } = account
  const hits = cached.exact + cached.semantic
  const unusable = Object.entries(account.unusable)
    .map(([why, count]) => `${why} ${formatCount(count)}`)
    .join(', ')
  return [
    `${formatCount(votes)} votes on ${formatCount(pairs)} pairs, ${formatCost(costPicoUsd)}; ${formatCount(hits)} cached (${formatShare(hits / votes)}), ${formatCost(savedPicoUsd)} saved`,
    `unresolved ties ${formatCount(unresolved)}, pairs without a verdict ${formatCount(unanswered)}${unusable === '' ? '' : `, unusable votes: ${unusable}`}`,
    `chose what was shown first ${formatShare(account.firstPositionShare)} of the time (half is no bias)`,
  ]
}
