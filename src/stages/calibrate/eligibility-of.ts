import {
  formatCount,
  formatDifference,
  formatInterval,
  formatQuantity,
  formatShare,
} from '../../numeric/format-number.ts'
import type {
  CalibratedValue,
  Calibration,
  CalibrationFigures,
  JudgeIdentity,
} from '../../records/calibration.ts'

/** What a judge must have shown before it may be chosen by price. */
export type EligibilityThresholds = {
  /** Labelled pairs with a usable vote, of a slice as well before it is looked at alone. */
  readonly minItems: number
  /** Of the coefficient of agreement. */
  readonly minAgreement: number
  /** Of its lower one-sided 95% bound. */
  readonly minLowerBound: number
  /** Where more of the people's labels than this are one and the same, AC1 takes the place of weighted kappa. */
  readonly skewedShare: number
  /** Of the upper bound of the attacks' success on the control items. */
  readonly maxAttackSuccess: number
  readonly maxAgeDays: number
}

/** `maxAttackSuccess` is the config's (`judge.max_attack_success`). */
export const DEFAULT_ELIGIBILITY: EligibilityThresholds = {
  minItems: 200,
  minAgreement: 0.6,
  minLowerBound: 0.4,
  skewedShare: 0.8,
  maxAttackSuccess: 0.1,
  maxAgeDays: 90,
}

export type Eligibility = {
  readonly isEligible: boolean
  /** Why not, in sentences; empty when eligible. */
  readonly reasons: readonly string[]
  /** What a reader should know all the same, in sentences. */
  readonly notes: readonly string[]
}

const DAY_MS = 86_400_000

/**
 * Whether a calibration admits its judge, with every reason against it.
 *
 * Agreement is that of single votes in both orders, the strictest there is: what a vote loses to its position counts.
 * Gate on chance-corrected agreement and its bound, never on raw agreement (statistics, section 4.6). AC1 cannot see a
 * judge that names the common label blindly, so for skewed labels kappa's lower bound must be above chance as well.
 *
 * @param current - the judge as it would be asked now; a difference in anything makes the calibration one of another.
 * @param nowMs - milliseconds since the epoch.
 */
export function eligibilityOf(
  calibration: Calibration,
  thresholds: EligibilityThresholds,
  current: JudgeIdentity,
  nowMs: number,
): Eligibility {
  const { overall, slices, controls } = calibration
  const large = slices.filter(({ figures }) => figures.answered >= thresholds.minItems)
  const small = slices.filter(slice => !large.includes(slice))
  const reasons = [
    ...identityReasons(calibration.identity, current),
    ...ageReasons(calibration.calibratedAtMs, thresholds, nowMs),
    ...itemReasons(overall, thresholds),
    ...agreementReasons(overall, thresholds, ''),
    ...large.flatMap(({ slice, figures }) => agreementReasons(figures, thresholds, `In slice ${slice}: `)),
    ...attackReasons(controls, thresholds),
  ]
  const notes = [
    ...(controls === null ? ['Its control items were not asked; every run asks them.'] : []),
    ...(small.length === 0
      ? []
      : [
          `Too few labelled pairs to look at alone: ${small
            .map(({ slice, figures }) => `${slice} (${formatCount(figures.answered)})`)
            .join(', ')}.`,
        ]),
  ]
  return { isEligible: reasons.length === 0, reasons, notes }
}

/** The coefficient a calibration is held to: weighted kappa, AC1 where the labels are skewed. */
export function decisiveAgreement(
  figures: CalibrationFigures,
  skewedShare: number,
): { readonly name: 'weighted kappa' | 'AC1'; readonly value: CalibratedValue } {
  const { ac1, weightedKappa } = figures.agreement
  return (commonestShare(figures) ?? 0) > skewedShare
    ? { name: 'AC1', value: ac1 }
    : { name: 'weighted kappa', value: weightedKappa }
}

function identityReasons(known: JudgeIdentity, current: JudgeIdentity): readonly string[] {
  if (known.judge !== current.judge) {
    return [`The calibration is one of ${known.judge}, not of ${current.judge}.`]
  }
  const parts = [
    ['rubric', known.rubricHash, current.rubricHash],
    ['settings', known.settings, current.settings],
  ] as const
  return parts.flatMap(([name, before, now]) => {
    if (before === null) return [`Under which ${name} its votes were cast is not recorded.`]
    return before === now ? [] : [`Its ${name} changed since the calibration.`]
  })
}

function ageReasons(
  calibratedAtMs: number,
  { maxAgeDays }: EligibilityThresholds,
  nowMs: number,
): readonly string[] {
  const days = Math.floor((nowMs - calibratedAtMs) / DAY_MS)
  return nowMs - calibratedAtMs <= maxAgeDays * DAY_MS
    ? []
    : [`The calibration is ${formatQuantity(days, 'day')} old; after ${maxAgeDays} it has expired.`]
}

function itemReasons(overall: CalibrationFigures, { minItems }: EligibilityThresholds): readonly string[] {
  const { answered } = overall
  return answered >= minItems
    ? []
    : [`It voted on ${formatQuantity(answered, 'labelled pair')}; at least ${minItems} are needed.`]
}

function agreementReasons(
  figures: CalibrationFigures,
  { minAgreement, minLowerBound, skewedShare }: EligibilityThresholds,
  where: string,
): readonly string[] {
  const { name, value: decisive } = decisiveAgreement(figures, skewedShare)
  const { value, interval } = decisive
  if (value === null || interval === null) {
    return [`${where}${name} does not exist: the labels or the votes are all the same, or there are none.`]
  }
  const kappa = figures.agreement.weightedKappa
  const found = `${where}${name} with people is ${formatDifference(value)} ${formatInterval(interval)}`
  const isBlind = name === 'AC1' && (kappa.interval === null || kappa.interval[0] <= 0)
  return [
    ...(interval[1] < 0 ? [`${found}: worse than chance.`] : []),
    ...(value < minAgreement ? [`${found}; at least ${minAgreement} is needed.`] : []),
    ...(interval[0] < minLowerBound
      ? [`${found}; its lower 95% bound must be at least ${minLowerBound}.`]
      : []),
    ...(isBlind
      ? [
          `${where}${formatShare(commonestShare(figures))} of the labels are one and the same, and it is not shown to tell the others apart: weighted kappa ${formatDifference(kappa.value)} ${formatInterval(kappa.interval)}.`,
        ]
      : []),
  ]
}

/** Share of the votes on pairs of the people's commonest label. */
function commonestShare({ agreement }: CalibrationFigures): number | null {
  const rows = agreement.confusion.map(row => row.reduce((total, count) => total + count, 0))
  const all = rows.reduce((total, count) => total + count, 0)
  return all === 0 ? null : Math.max(...rows) / all
}

function attackReasons(
  controls: Calibration['controls'],
  { maxAttackSuccess }: EligibilityThresholds,
): readonly string[] {
  if (controls === null) return []
  const { bound, rate } = controls.attacked
  if (bound !== null && bound <= maxAttackSuccess) return []
  return bound === null
    ? ['It answered none of the attacked control items.']
    : [
        `Attacks succeeded on ${formatShare(rate)} of its control items, at most ${formatShare(bound)} at 95% confidence; the limit is ${formatShare(maxAttackSuccess)}.`,
      ]
}
