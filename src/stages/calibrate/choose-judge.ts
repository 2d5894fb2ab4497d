import type { PriceMode } from '../../models/prices/cost-of.ts'
import { priceRowOf } from '../../models/prices/price-of.ts'
import type { PriceTable } from '../../models/prices/price-table.ts'
import type { Calibration, JudgeIdentity } from '../../records/calibration.ts'
import { type EligibilityThresholds, eligibilityOf } from './eligibility-of.ts'
import { type ExpectedVote, expectedVerdictCost } from './expected-verdict-cost.ts'
import { isSameFamily } from './judge-family.ts'

/** A judge the config offers to the choice. */
export type JudgeCandidate = {
  /** As the config names it. */
  readonly name: string
  readonly provider: string
  /** As the provider knows it. */
  readonly model: string
  /** As it would be asked now. */
  readonly identity: JudgeIdentity
}

/** A side of the comparison. */
export type ComparedSide = {
  readonly side: 'candidate' | 'baseline'
  /** Undefined: nobody says which model answered. */
  readonly model: string | undefined
}

export type ChooseJudgeOptions = {
  readonly calibrations: readonly Calibration[]
  readonly thresholds: EligibilityThresholds
  readonly prices: PriceTable
  readonly mode: PriceMode
  /** Of a vote of any judge; a calibration that counted its own output tokens takes the place of `p95OutputTokens`. */
  readonly expected: ExpectedVote
  readonly votes: { readonly method: 'adaptive' | 'all'; readonly runs: number }
  /** Providers to fail over to between pairs, in order. */
  readonly fallbackOrder: readonly string[]
  readonly sides: readonly ComparedSide[]
  readonly allowSameFamily: boolean
  readonly nowMs: number
}

/** A judge that may be chosen, with its price. */
export type RankedJudge = {
  readonly name: string
  readonly identity: JudgeIdentity
  /** Expected, pico-dollars per valid verdict, not rounded. */
  readonly verdictPicoUsd: number
  readonly isSameFamily: boolean
  readonly notes: readonly string[]
}

export type JudgeChoice = {
  /** In sentences. */
  readonly warnings: readonly string[]
  /** Who may not be chosen, each with every reason. */
  readonly refused: readonly { readonly name: string; readonly reasons: readonly string[] }[]
} & (
  | {
      readonly kind: 'chosen'
      readonly judge: RankedJudge
      /** Every eligible judge, cheapest first. */
      readonly ranking: readonly RankedJudge[]
      /** Other judges that may take over between two pairs, in the order of the providers. */
      readonly fallbacks: readonly RankedJudge[]
      /** Of another family, for the check on random pairs that a judge of a side's family needs. */
      readonly checkedBy: RankedJudge | undefined
    }
  | { readonly kind: 'refused' }
)

/**
 * The cheapest judge that people's labels admit, by what one valid verdict is expected to cost at the prices of this
 * moment. A judge of a side's family is refused, or, where the config allows it, chosen only beside a judge of another
 * family that checks it. Of equal prices the earlier provider of the fallback order wins, then the name.
 */
export function chooseJudge(candidates: readonly JudgeCandidate[], options: ChooseJudgeOptions): JudgeChoice {
  const assessed = candidates.map(candidate => assess(candidate, options))
  const eligible = assessed.flatMap(({ judge }) => judge ?? []).sort(byCost(options.fallbackOrder))
  const other = eligible.find(judge => !judge.isSameFamily)
  const alone = other === undefined ? eligible : []
  const ranking = eligible.filter(judge => !alone.includes(judge))
  const refused = [
    ...assessed.flatMap(({ name, judge, reasons }) => (judge === undefined ? [{ name, reasons }] : [])),
    ...alone.map(({ name }) => ({
      name,
      reasons: ['It is of the family of a side, and no judge of another family is eligible to check it.'],
    })),
  ]
  const warnings = [
    ...fallbackWarnings(candidates, options.fallbackOrder),
    ...familyWarnings(candidates, options.sides),
  ]
  const judge = ranking[0]
  if (judge === undefined) return { kind: 'refused', warnings, refused }
  return {
    kind: 'chosen',
    warnings,
    refused,
    judge,
    ranking,
    fallbacks: options.fallbackOrder.flatMap(provider =>
      ranking.filter(each => each !== judge && providerOf(each, candidates) === provider),
    ),
    checkedBy: judge.isSameFamily ? other : undefined,
  }
}

type Assessed = {
  readonly name: string
  readonly reasons: readonly string[]
  /** Undefined when there are reasons against it. */
  readonly judge: RankedJudge | undefined
}

function assess(candidate: JudgeCandidate, options: ChooseJudgeOptions): Assessed {
  const { name, identity, model } = candidate
  const { allowSameFamily, thresholds, nowMs, sides } = options
  const ofFamily = sides.filter(side => side.model !== undefined && isSameFamily(model, side.model) === true)
  const familyReasons = allowSameFamily
    ? []
    : ofFamily.map(({ side, model: sideModel }) => `It is of the family of the ${side}, ${sideModel}.`)
  const calibration = calibrationFor(identity, options.calibrations)
  if (calibration === undefined) {
    const reasons = [...familyReasons, 'It was never calibrated; `tidegate calibrate` does it.']
    return { name, reasons, judge: undefined }
  }
  const { reasons: against, notes } = eligibilityOf(calibration, thresholds, identity, nowMs)
  const verdictPicoUsd = costOf(candidate, calibration, options)
  const costReasons =
    verdictPicoUsd === undefined ? ['What it costs is not known, or none of its votes was readable.'] : []
  const reasons = [...familyReasons, ...against, ...costReasons]
  const isOfSide = ofFamily.length > 0
  return {
    name,
    reasons,
    judge:
      reasons.length > 0 || verdictPicoUsd === undefined
        ? undefined
        : { name, identity, verdictPicoUsd, isSameFamily: isOfSide, notes },
  }
}

/** The newest calibration of this very judge, else the newest one of its name, which tells what changed. */
function calibrationFor(
  identity: JudgeIdentity,
  calibrations: readonly Calibration[],
): Calibration | undefined {
  const named = calibrations
    .filter(({ identity: { judge } }) => judge === identity.judge)
    .sort((a, b) => b.calibratedAtMs - a.calibratedAtMs)
  const same = named.find(
    ({ identity: { rubricHash, settings } }) =>
      rubricHash === identity.rubricHash && settings === identity.settings,
  )
  return same ?? named[0]
}

function costOf(
  { provider, model }: JudgeCandidate,
  { overall, tokens }: Calibration,
  { prices, nowMs, expected, votes, mode }: ChooseJudgeOptions,
): number | undefined {
  const row = priceRowOf(prices, provider, model, nowMs)
  if (row === undefined) return undefined
  const { usable, unreadable } = overall.votes
  const p95OutputTokens = tokens?.p95Output ?? expected.p95OutputTokens
  return expectedVerdictCost(
    row,
    { ...expected, p95OutputTokens },
    {
      votesPerVerdict: votesPerVerdict(votes, overall.flips.rate ?? 1),
      validShare: usable + unreadable === 0 ? 0 : usable / (usable + unreadable),
    },
    mode,
  )
}

/** Adaptive votes: two, and all others where these two differ. */
function votesPerVerdict({ method, runs }: ChooseJudgeOptions['votes'], flipRate: number): number {
  return method === 'all' || runs <= 2 ? runs : 2 + flipRate * (runs - 2)
}

function byCost(order: readonly string[]) {
  const rank = ({ identity }: RankedJudge): number => {
    const at = order.findIndex(provider => identity.judge.startsWith(`${provider}/`))
    return at < 0 ? order.length : at
  }
  return (a: RankedJudge, b: RankedJudge): number =>
    a.verdictPicoUsd - b.verdictPicoUsd || rank(a) - rank(b) || (a.name < b.name ? -1 : 1)
}

function providerOf(judge: RankedJudge, candidates: readonly JudgeCandidate[]): string | undefined {
  return candidates.find(({ name }) => name === judge.name)?.provider
}

function fallbackWarnings(
  candidates: readonly JudgeCandidate[],
  order: readonly string[],
): readonly string[] {
  return order
    .filter(provider => !candidates.some(candidate => candidate.provider === provider))
    .map(provider => `\`fallback_order\` names ${provider}, and \`models.judges\` has no model of it.`)
}

function familyWarnings(
  candidates: readonly JudgeCandidate[],
  sides: readonly ComparedSide[],
): readonly string[] {
  return sides.flatMap(({ side, model }) => {
    if (model === undefined) {
      return [`Which model answered as the ${side} is not known: a judge of its family cannot be told apart.`]
    }
    const unknown = candidates.filter(candidate => isSameFamily(candidate.model, model) === undefined)
    return unknown.length === 0
      ? []
      : [
          `Whether ${unknown.map(({ name }) => name).join(', ')} and the ${side}, ${model}, are of one family cannot be told from their names.`,
        ]
  })
}
