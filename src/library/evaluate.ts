import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runEvaluation } from '../cli/run-evaluation.ts'
import { withRunLock } from '../cli/with-run-lock.ts'
import { applyOverrides, type ConfigOverrides } from '../config/apply-overrides.ts'
import { loadConfig } from '../config/load-config.ts'
import type { ProgressEvent } from '../dependencies.ts'
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

/** What the command line has as flags, and who is told how the run goes. Without anybody it goes silently. */
export type EvaluateOptions = ConfigOverrides & {
  /** What paths are relative to, absolute; default the working directory. */
  readonly cwd?: string
  /** Where keys are read, by the names the config gives and no other; default the process's environment. */
  readonly env?: { readonly [name: string]: string | undefined }
  readonly onWarning?: ((warning: string) => void) | undefined
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined
  /** Stops the run between two items; what was answered is kept. */
  readonly signal?: AbortSignal | undefined
}

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
 * @param config - the path of a file, or what a file holds.
 * @throws {PipelineError} what stops a run; a gate that failed is a result.
 */
export async function evaluate(
  config: string | ConfigInput,
  options: EvaluateOptions = {},
): Promise<EvaluationResult> {
  const {
    cwd = process.cwd(),
    env = process.env,
    onWarning = () => {},
    onProgress = () => {},
    signal,
  } = options
  const { source, candidate, seed, targetSize, asOf, offline } = options
  const file = typeof config === 'string' ? config : join(cwd, 'config')
  const read = typeof config === 'string' ? readFile : async () => Buffer.from(JSON.stringify(config))
  const loaded = await loadConfig(file, { readFile: path => read(path), env, cwd })
  for (const warning of loaded.warnings) onWarning(warning)
  const flags = { source, candidate, seed, targetSize, asOf, offline }
  const watch = { onWarning, onProgress, signal: signal ?? new AbortController().signal }
  const overridden = applyOverrides(loaded.config, flags, cwd)
  if (overridden.candidates !== undefined) {
    throw new ConfigError('Expected one candidate, found `candidates`', {
      path: 'candidates',
      hint: 'several are compared by `tidegate run`; evaluate each with `candidate`',
    })
  }
  const run = () => runEvaluation(overridden, { ...env }, undefined, undefined, watch)
  return resultOf(await withRunLock(overridden, 'beside', run))
}

function resultOf(evaluation: Evaluation): EvaluationResult {
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
