import type { AlertUpdate } from '../../records/alert.ts'
import type { Gates } from '../../records/decision.ts'
import type { Evaluation } from '../../records/evaluation.ts'

export type AlertSubject = {
  /** Begins every key, so that two pipelines never clear each other's alerts. */
  readonly pipeline: string
  /** Unix epoch, milliseconds. */
  readonly atMs: number
}

const GATE_NAMES: { readonly [gate in keyof Gates]: string } = {
  global: 'the difference on the traffic',
  outcome: 'recorded outcomes',
  adversarial: 'the adversarial set',
  slices: 'slices of the traffic',
  modes: 'failure modes',
}

const MOST_LINES = 6

/**
 * What a finished run raises and clears: one alert per gate that fails, one when nothing could be decided and that holds
 * releases back, one for drift, for a judge that cannot be trusted, for labels that are overdue. A gate that was not
 * evaluated or not resolved neither raises nor clears.
 */
export function alertsOf(evaluation: Evaluation, subject: AlertSubject): readonly AlertUpdate[] {
  return [
    ...gateAlerts(evaluation, subject),
    verdictAlert(evaluation, subject),
    undecidedAlert(evaluation, subject),
    ...driftAlert(evaluation, subject),
    ...judgeAlert(evaluation, subject),
    ...auditAlert(evaluation, subject),
    // A run that read the set has read it whole.
    ...(evaluation.manifest.adversarialSet === undefined
      ? []
      : [cleared(subject, 'ledger', 'The adversarial set is intact')]),
    cleared(subject, 'run', 'Runs end again'),
    cleared(subject, 'judge-model', 'The judge answers as the same model again'),
  ]
}

function gateAlerts({ decision, runId }: Evaluation, subject: AlertSubject): readonly AlertUpdate[] {
  return (Object.keys(GATE_NAMES) as (keyof Gates)[]).flatMap((name): readonly AlertUpdate[] => {
    const gate = decision.gates[name]
    if (gate.verdict === 'PASS') return [cleared(subject, `gate/${name}`, `Passed: ${GATE_NAMES[name]}`)]
    if (gate.verdict !== 'FAIL') return []
    return [
      raised(subject, `gate/${name}`, {
        severity: 'critical',
        title: `Release held by ${GATE_NAMES[name]}`,
        lines: [gate.reason, ...decision.reasons.filter(reason => reason !== gate.reason)],
        runId,
      }),
    ]
  })
}

/** Under the point rule a run can fail although no gate does. */
function verdictAlert({ decision, runId }: Evaluation, subject: AlertSubject): AlertUpdate {
  const isHeldByRule =
    decision.outcome === 'FAIL' && Object.values(decision.gates).every(gate => gate.verdict !== 'FAIL')
  return isHeldByRule
    ? raised(subject, 'verdict', {
        severity: 'critical',
        title: 'Release held by the point rule',
        lines: decision.reasons,
        runId,
      })
    : cleared(subject, 'verdict', 'The point rule holds nothing back')
}

function undecidedAlert({ decision, runId }: Evaluation, subject: AlertSubject): AlertUpdate {
  if (decision.outcome !== 'INCONCLUSIVE') return cleared(subject, 'inconclusive', 'The release is decided')
  const isHeld = decision.onInconclusive !== 'warn'
  return raised(subject, 'inconclusive', {
    severity: isHeld ? 'error' : 'info',
    title: isHeld ? 'Release held: nothing could be decided' : 'Nothing could be decided',
    lines: decision.reasons,
    runId,
  })
}

function driftAlert({ drift, runId }: Evaluation, subject: AlertSubject): readonly AlertUpdate[] {
  if (drift === undefined) return []
  if (drift.level === 'none') return [cleared(subject, 'drift', 'The traffic no longer drifts')]
  return [
    raised(subject, 'drift', {
      severity: drift.level === 'page' ? 'warning' : 'info',
      title: 'The traffic drifted from the last week',
      lines: drift.reasons,
      runId,
    }),
  ]
}

function judgeAlert({ controls, audit, runId }: Evaluation, subject: AlertSubject): readonly AlertUpdate[] {
  const skew = audit?.skew
  if (controls?.verdict === 'invalid') {
    return [
      raised(subject, 'judge', {
        severity: 'error',
        title: 'The judge failed its control items: none of its verdicts count',
        lines: controls.reasons,
        runId,
      }),
    ]
  }
  if (skew !== undefined && skew !== null && skew.alarm !== 'none') {
    return [
      raised(subject, 'judge', {
        severity: skew.alarm === 'blocks' ? 'error' : 'warning',
        title: "The judge differs from people's labels in one direction",
        lines: [`people minus judge ${skew.mean.toFixed(3)} over ${skew.labels} labels`],
        runId,
      }),
    ]
  }
  return controls === undefined && audit === undefined
    ? []
    : [cleared(subject, 'judge', 'The judge passed its controls and agrees with people')]
}

function auditAlert({ audit, runId }: Evaluation, subject: AlertSubject): readonly AlertUpdate[] {
  if (audit === undefined) return []
  if (audit.overdue === null) return [cleared(subject, 'audit', 'The audits are labelled')]
  const { labelled, wanted } = audit.overdue
  return [
    raised(subject, 'audit', {
      severity: 'info',
      title: `Audits are overdue: ${labelled} of ${wanted} labelled`,
      lines: ['tidegate serve shows the audit desk; tidegate audit draw writes a sheet.'],
      runId,
    }),
  ]
}

/** The update that raises `name` for a subject; lines are bounded. */
export function raised(
  subject: AlertSubject,
  name: string,
  alert: Omit<Extract<AlertUpdate, { kind: 'raised' }>['alert'], 'key' | 'atMs' | 'runId'> & {
    readonly runId?: string
  },
): AlertUpdate {
  const lines = alert.lines.slice(0, MOST_LINES)
  return { kind: 'raised', alert: { ...alert, lines, key: keyOf(subject, name), atMs: subject.atMs } }
}

/** The update that clears `name` for a subject. */
export function cleared(subject: AlertSubject, name: string, title: string): AlertUpdate {
  return { kind: 'cleared', key: keyOf(subject, name), title, atMs: subject.atMs }
}

function keyOf({ pipeline }: AlertSubject, name: string): string {
  return `${pipeline}/${name}`
}
