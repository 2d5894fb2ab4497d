import { formatCount, formatDifference, formatInterval, formatQuantity } from '../../numeric/format-number.ts'
import type { AuditEvidence, JudgeSkew } from '../../records/audit.ts'
import type { Evaluation } from '../../records/evaluation.ts'

/** What people say of the judge, and what the gate does about it. */
export function auditLines({ audit, decision }: Pick<Evaluation, 'audit' | 'decision'>): readonly string[] {
  if (audit === undefined) return []
  const preference = decision.gates.global.endpoints.find(({ endpoint }) => endpoint === 'preference')
  return [
    ...skewLine('Judge skew, eight weeks', audit.skew),
    ...skewLine('Judge skew, this week', audit.skewOfWeek),
    ...correctionLine(audit, preference),
    ...(audit.otherLabels === 0
      ? []
      : [
          `${formatQuantity(audit.otherLabels, 'labelled item')} of another judge or rubric: another series, used for nothing here`,
        ]),
    ...(audit.overdue === null
      ? []
      : [
          `Audit overdue: ${formatCount(audit.overdue.labelled)} of ${formatCount(audit.overdue.wanted)} items of the last complete week are labelled (\`tidegate audit draw\`)`,
        ]),
  ]
}

type Preference = Evaluation['decision']['gates']['global']['endpoints'][number]

function skewLine(name: string, skew: JudgeSkew | null): readonly string[] {
  if (skew === null) return []
  const { mean, interval, labels, alarm } = skew
  const side = mean < 0 ? 'the judge favours the candidate' : 'the judge favours the baseline'
  const said = {
    none: 'no alarm',
    skewed: `ALARM: ${side}`,
    blocks: `ALARM: ${side} by more than a PASS of the judge alone may be off`,
  }[alarm]
  return [
    `${name}: ${formatDifference(mean)}, 95% ${formatInterval(interval)}, ${formatQuantity(labels, 'label')}: ${said}`,
  ]
}

function correctionLine(
  { correction }: AuditEvidence,
  preference: Preference | undefined,
): readonly string[] {
  if (correction === null || preference === undefined || preference.estimate === null) return []
  const { shift, standardError, labels, runs } = correction
  const from = `${formatQuantity(labels, 'label')} of ${formatQuantity(runs, 'run')}`
  const { judgeOnly } = preference
  return judgeOnly === undefined
    ? [
        `Label-corrected difference: about ${formatDifference(preference.estimate + shift)} (shift ${formatDifference(shift)}, standard error ${standardError.toFixed(3)}, ${from}): shown beside, too few labels to resolve the margin`,
      ]
    : [
        `Label-corrected difference: ${formatDifference(preference.estimate)} ${formatInterval(preference.interval)} from ${from}, in place of the judge's own ${formatDifference(judgeOnly.estimate)} ${formatInterval(judgeOnly.interval)}`,
      ]
}
