import { formatCost, formatCount, formatPValue, formatShare } from '../../numeric/format-number.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { type SemanticAccount, voteAccount } from './vote-account.ts'

/** What a reader has to know of the judge: how it was asked, what it cost, and whether its word counts. */
export function judgeLines({ manifest, pairs, controls, crossCheck }: Evaluation): readonly string[] {
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
    ...(crossCheck === undefined ? [] : [crossCheckLine(crossCheck)]),
    ...(manifest.judges ?? []).flatMap(({ asks, agreement }) =>
      asks === 'texts' ? [agreement === undefined ? CALIBRATION : `agreement with people: ${agreement}`] : [],
    ),
  ]
}

function effectLine({ byJudge, pValue }: NonNullable<ReturnType<typeof voteAccount>>['effect']): string {
  const tallies = byJudge.map(
    ({ judge, won, tied, lost }) => `${judge} ${won} won, ${tied} tied, ${lost} lost`,
  )
  return `SEVERAL JUDGES decided pairs: ${tallies.join('; ')} (effect of the judge p ${formatPValue(pValue)})`
}

function crossCheckLine(check: NonNullable<Evaluation['crossCheck']>): string {
  const { secondary, pairs, kinder, harder, pValue, verdict } = check
  return `checked by ${secondary} on ${formatCount(pairs)} pairs: ${formatCount(kinder)} times kinder to the candidate, ${formatCount(harder)} times harder (p ${formatPValue(pValue)}): ${verdict === 'differs' ? 'THE JUDGES DIFFER' : verdict === 'not-evaluated' ? 'nothing to compare' : 'no difference shown'}`
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
    ...(account.semantic === null ? [] : [semanticLine(account.semantic, cached.semantic)]),
    `unresolved ties ${formatCount(unresolved)}, pairs without a verdict ${formatCount(unanswered)}${unusable === '' ? '' : `, unusable votes: ${unusable}`}`,
    ...(account.effect.pValue === null ? [] : [effectLine(account.effect)]),
    `chose what was shown first ${formatShare(account.firstPositionShare)} of the time (half is no bias)`,
  ]
}

function semanticLine(account: SemanticAccount, copied: number): string {
  const { pairs, audited, disagreed, falseHitRate, upperBound } = account
  const rate =
    falseHitRate === null
      ? 'no hit was audited'
      : `${formatCount(disagreed)} of ${formatCount(audited)} audited hits disagree (${formatShare(falseHitRate)}, at most ${formatShare(upperBound)})`
  return `semantic cache: ${formatCount(copied)} votes on ${formatCount(pairs)} pairs are copies and no evidence of their own; ${rate}`
}
