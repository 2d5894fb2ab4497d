import { formatCount, formatPValue, formatShareInWords } from '../../numeric/format-number.ts'
import type { DriftReport, NewIntent, ShareDrift, WithinShift } from '../../records/drift.ts'
import type { DriftPolicy } from './drift-policy.ts'
import { formatChange, formatChanges } from './format-change.ts'

/** What a reader must know, in plain sentences: the findings, the whole mix, then what could not be looked at. */
export function reasonsOf(
  findings: Omit<DriftReport, 'level' | 'reasons'>,
  policy: DriftPolicy,
): readonly string[] {
  const { shares, newIntents, within } = findings
  const drifted = shares.filter(({ level }) => level !== 'none')
  const intents = (newIntents ?? []).filter(({ level }) => level !== 'none')
  const shifted = (within ?? []).filter(({ isShift }) => isShift)
  const sentences = [
    ...intents.map(intentSentence),
    ...drifted.map(shareSentence),
    ...shifted.map(withinSentence),
  ]
  const quiet = `No stratum changed its share by more than ${formatShareInWords(policy.threshold)} beyond chance.`
  return [
    ...(drifted.length === 0 ? [...sentences, quiet] : sentences),
    ...globalSentence(findings, drifted.length > 0),
    ...overdispersionSentence(findings),
  ]
}

function shareSentence(drift: ShareDrift): string {
  const { reference, current, ratio, adjustedPValue } = drift
  const subject =
    drift.kind === 'noise' ? 'Unassigned traffic, which no known intent covers,' : `"${drift.label}"`
  const size = ratio === null ? '' : ` (${formatChange(ratio)}, 95% ${formatChanges(drift.ratioInterval)})`
  const verb = { none: 'stayed', grown: 'grew', shrunk: 'shrank', appeared: 'appeared', vanished: 'vanished' }
  return `${subject} ${verb[drift.change]}: from ${formatShareInWords(reference.share)} to ${formatShareInWords(current.share)}${size}, adjusted p ${formatPValue(adjustedPValue ?? 1)}.`
}

function intentSentence(intent: NewIntent): string {
  return `New intent "${intent.label}": ${formatCount(intent.size)} traces, ${formatShareInWords(intent.share)} of the window against ${formatShareInWords(intent.share - intent.growth)} before; ${formatShareInWords(intent.unassignedShare)} of them fit no known intent (adjusted p ${formatPValue(intent.adjustedPValue)}).`
}

function withinSentence(shift: WithinShift): string {
  const [low, high] = shift.areaInterval
  return `Requests inside "${shift.label}" changed: a classifier tells the windows apart with area ${shift.areaUnderCurve.toFixed(2)} (95% ${low.toFixed(2)} to ${high.toFixed(2)}), adjusted p ${formatPValue(shift.adjustedPValue)}.`
}

function globalSentence({ global }: Pick<DriftReport, 'global'>, hasFindings: boolean): readonly string[] {
  if (global === null || !global.isShift || hasFindings) return []
  return [
    `The mix as a whole did change (p ${formatPValue(global.pValue)}), spread over strata that each changed little.`,
  ]
}

function overdispersionSentence({ overdispersion }: Pick<DriftReport, 'overdispersion'>): readonly string[] {
  if (overdispersion.interval !== null) return []
  return [
    'The reference window has no two days to compare, so traces were taken as independent; bursts and long sessions then look like drift.',
  ]
}
