import { runEvaluation } from '../cli/run-evaluation.ts'
import { withRunLock } from '../cli/with-run-lock.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Decision } from '../records/decision.ts'
import type { Evaluation } from '../records/evaluation.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { headlineOf } from '../stages/report/headline.ts'
import { renderHtml } from '../stages/report/html.ts'
import { renderJson } from '../stages/report/json.ts'
import { renderJunit } from '../stages/report/junit.ts'
import { renderMarkdown } from '../stages/report/markdown.ts'
import { reportedRunOf } from '../stages/report/reported-run.ts'
import type { ConfigInput } from './define-config.ts'
import { type EvaluateOptions, readEvaluation } from './read-evaluation.ts'

/** How a run ended, and its reports. */
export type EvaluationResult = Pick<Decision, 'outcome' | 'reasons' | 'gates'> & {
  readonly runId: string
  /** `HOLD: …`, the first line of every report. */
  readonly headline: string
  /** What `tidegate run` would have exited with. */
  readonly exitCode: 0 | 1 | 4
  /** US dollars; null when a price is unknown. */
  readonly costUsd: number | null
  /** Everything the run decided, pairs and votes included. */
  readonly evaluation: Evaluation
  toJson(): string
  toMarkdown(): string
  toJunit(): string
  toHtml(): string
}

/**
 * Evaluates a config as `tidegate run` does, with the same store, models and alerts, and keeps the result in the store.
 *
 * @param config - the path of a file, or what a file holds, with one candidate.
 * @throws {PipelineError} what stops a run; a gate that failed is a result.
 */
export async function evaluate(
  config: string | ConfigInput,
  options: EvaluateOptions = {},
): Promise<EvaluationResult> {
  const { config: read, env, watch } = await readEvaluation(config, options)
  if (read.candidates !== undefined) {
    throw new ConfigError('Expected one candidate, found `candidates`', {
      path: 'candidates',
      hint: '`evaluateCandidates` compares several',
    })
  }
  const run = () => runEvaluation(read, env, undefined, undefined, watch)
  return resultOf(await withRunLock(read, 'beside', run))
}

/** An evaluation as programs get it. */
export function resultOf(evaluation: Evaluation): EvaluationResult {
  const { decision, costPicoUsd } = evaluation
  return {
    outcome: decision.outcome,
    reasons: decision.reasons,
    gates: decision.gates,
    runId: evaluation.runId,
    headline: headlineOf(decision),
    exitCode: exitCodeOf(decision),
    costUsd: costPicoUsd === undefined ? null : costPicoUsd / 1e12,
    evaluation,
    toJson: () => renderJson(evaluation),
    toMarkdown: () => renderMarkdown(reportedRunOf(evaluation)),
    toJunit: () => renderJunit(reportedRunOf(evaluation)),
    toHtml: () => renderHtml(evaluation),
  }
}
