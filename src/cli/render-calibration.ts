import {
  formatCost,
  formatCount,
  formatDifference,
  formatInterval,
  formatShare,
  formatShareInterval,
} from '../numeric/format-number.ts'
import {
  type CalibratedShare,
  type CalibratedValue,
  type Calibration,
  type CalibrationFigures,
  PAIR_LABELS,
} from '../records/calibration.ts'
import {
  decisiveAgreement,
  type Eligibility,
  type EligibilityThresholds,
} from '../stages/calibrate/eligibility-of.ts'
import { tableLines } from './table-lines.ts'

/** The calibration of one judge for a terminal: whether it may be chosen, why not, and what it was measured by. */
export function renderCalibration(
  calibration: Calibration,
  eligibility: Eligibility,
  { skewedShare }: Pick<EligibilityThresholds, 'skewedShare'>,
): string {
  const { identity, overall, slices, controls } = calibration
  const sections = [
    { name: 'all pairs', figures: overall },
    ...slices.map(({ slice, figures }) => ({ name: slice, figures })),
  ]
  const lines = [
    `${identity.judge}: ${eligibility.isEligible ? 'eligible' : 'NOT ELIGIBLE'}`,
    ...eligibility.reasons.map(reason => `  - ${reason}`),
    ...eligibility.notes.map(note => `  note: ${note}`),
    '',
    ...tableLines(
      ['', ...sections.map(({ name }) => name)],
      ROWS.map(({ title, of }) => [title, ...sections.map(({ figures }) => of(figures, skewedShare))]),
      [],
    ),
    '',
    ...confusionLines(overall),
    ...(controls === null
      ? []
      : ['', `control items: ${controls.verdict}`, ...controls.reasons.map(reason => `  ${reason}`)]),
    '',
    `Intervals are 90%: each end is a one-sided 95% bound, drawn again by pair. Cost: ${formatCost(totalCost(calibration))}.`,
    '',
  ]
  return lines.join('\n')
}

/** Votes and control items together, undefined when one of them has no price. */
function totalCost({ costPicoUsd, controls }: Calibration): number | undefined {
  const ofControls = controls === null ? 0 : controls.costPicoUsd
  return costPicoUsd === null || ofControls === undefined ? undefined : costPicoUsd + ofControls
}

const ROWS: readonly {
  readonly title: string
  readonly of: (figures: CalibrationFigures, skewedShare: number) => string
}[] = [
  { title: 'labelled pairs', of: ({ items }) => formatCount(items) },
  {
    title: 'votes: usable / unreadable / missing',
    of: ({ votes }) => [votes.usable, votes.unreadable, votes.missing].map(formatCount).join(' / '),
  },
  {
    title: 'decisive agreement',
    of: (figures, skewedShare) => decisiveAgreement(figures, skewedShare).name,
  },
  { title: 'weighted kappa', of: ({ agreement }) => valueText(agreement.weightedKappa) },
  { title: 'kappa', of: ({ agreement }) => valueText(agreement.kappa) },
  { title: 'AC1', of: ({ agreement }) => valueText(agreement.ac1) },
  { title: 'accuracy, both orders', of: ({ accuracy }) => shareText(accuracy) },
  { title: 'accuracy where both orders agree', of: ({ agreed }) => shareText(agreed) },
  { title: 'flips with the order', of: ({ flips }) => shareText(flips) },
  { title: 'first position chosen', of: ({ firstPosition }) => shareText(firstPosition) },
  { title: 'longer answer chosen, beyond people', of: ({ length }) => valueText(length.bias) },
  {
    title: 'accuracy of verdicts',
    of: ({ verdicts }) => (verdicts === null ? 'n/a (a vote is missing)' : shareText(verdicts.accuracy)),
  },
]

function confusionLines({ agreement }: CalibrationFigures): readonly string[] {
  const rows = agreement.confusion.map((row, index) => [
    `people: ${PAIR_LABELS[index] ?? ''}`,
    ...row.map(formatCount),
  ])
  return tableLines(['votes', ...PAIR_LABELS.map(label => `judge: ${label}`)], rows, [1, 2, 3])
}

function shareText({ rate, interval }: CalibratedShare): string {
  return rate === null ? 'n/a' : `${formatShare(rate)} ${formatShareInterval(interval)}`
}

function valueText({ value, interval }: CalibratedValue): string {
  return value === null ? 'n/a' : `${formatDifference(value)} ${formatInterval(interval)}`
}
