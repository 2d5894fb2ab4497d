import { BudgetError } from '../../errors/budget-error.ts'
import { ModelDriftError } from '../../errors/model-drift-error.ts'
import { PipelineError } from '../../errors/pipeline-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import type { AlertUpdate } from '../../records/alert.ts'
import { type AlertSubject, raised } from './alerts-of.ts'

/**
 * What a run that was stopped by an error raises. An interrupted run and a wrong config raise nothing: whoever caused
 * them sits in front of the machine.
 *
 * @param adversarialPath - of the permanent set, to tell its damage from other trouble with files.
 */
export function alertsOfFailure(
  error: unknown,
  subject: AlertSubject,
  adversarialPath: string | undefined,
): readonly AlertUpdate[] {
  if (!(error instanceof PipelineError) || error.code === 'interrupted' || error.code === 'config') return []
  const lines = [error.message, ...(error.hint === undefined ? [] : [error.hint])]
  if (error instanceof ModelDriftError) {
    return [
      raised(subject, 'judge-model', {
        severity: 'error',
        title: 'Another model answers under the judge’s name: the run was stopped',
        lines,
      }),
    ]
  }
  if (error instanceof StoreError && adversarialPath !== undefined && error.location === adversarialPath) {
    return [
      raised(subject, 'ledger', {
        severity: 'critical',
        title: 'The adversarial set was tampered with: no run uses it until this is settled',
        lines,
      }),
    ]
  }
  if (error instanceof BudgetError) {
    return [
      raised(subject, 'budget', {
        severity: 'error',
        title: 'The budget is spent: the run was stopped',
        lines,
      }),
    ]
  }
  return [raised(subject, 'run', { severity: 'error', title: `The run was stopped (${error.code})`, lines })]
}
