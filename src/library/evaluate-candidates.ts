import { runCandidates } from '../cli/run-candidates.ts'
import { withRunLock } from '../cli/with-run-lock.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { CandidateComparison } from '../records/candidate-comparison.ts'
import type { Outcome } from '../records/decision.ts'
import { renderCandidatesJson } from '../stages/report/candidates-json.ts'
import { candidatesHeadline, candidatesReasons } from '../stages/report/candidates-lines.ts'
import { renderCandidatesMarkdown } from '../stages/report/candidates-markdown.ts'
import { exitCodeOf } from '../stages/report/exit-code.ts'
import { reportedRunOf } from '../stages/report/reported-run.ts'
import type { ConfigInput } from './define-config.ts'
import { type EvaluationResult, resultOf } from './evaluate.ts'
import { type EvaluateOptions, readEvaluation } from './read-evaluation.ts'

/** How a comparison of several candidates ended, and its reports. */
export type CandidatesResult = {
  /** PASS when a candidate passes, FAIL when all fail. */
  readonly outcome: Outcome
  /** A sentence for each candidate, then what else a reader must know. */
  readonly reasons: readonly string[]
  /** By the names of the candidates: what was decided over all of them, and why. */
  readonly gates: { readonly [name: string]: { readonly verdict: Outcome; readonly reason: string } }
  /** `SHIP: …`, the first line of every report. */
  readonly headline: string
  /** What `tidegate run` would have exited with. */
  readonly exitCode: 0 | 1 | 4
  readonly comparison: CandidateComparison
  /** Each candidate's run, with what it decided alone, by name. */
  readonly runs: ReadonlyMap<string, EvaluationResult>
  toJson(): string
  toMarkdown(): string
}

/**
 * Compares the `candidates` of a config as `tidegate run` does, with Holm over them, and keeps every run in the store.
 *
 * @param config - the path of a file, or what a file holds.
 * @throws {PipelineError} what stops a run; candidates that failed are a result.
 */
export async function evaluateCandidates(
  config: string | ConfigInput,
  options: EvaluateOptions = {},
): Promise<CandidatesResult> {
  const { config: read, env, watch } = await readEvaluation(config, options)
  if (read.candidates === undefined) {
    throw new ConfigError('Expected `candidates`, found one candidate', {
      path: 'candidates',
      hint: '`evaluate` evaluates one',
    })
  }
  const { comparison, evaluated } = await withRunLock(read, 'beside', () =>
    runCandidates(read, env, undefined, watch),
  )
  const { outcome, candidates } = comparison
  return {
    outcome,
    reasons: candidatesReasons(comparison),
    gates: Object.fromEntries(
      candidates.map(each => [each.name, { verdict: each.outcome, reason: each.reason }]),
    ),
    headline: candidatesHeadline(comparison),
    exitCode: exitCodeOf(comparison),
    comparison,
    runs: new Map(evaluated.map(({ name, evaluation }) => [name, resultOf(evaluation)])),
    toJson: () => renderCandidatesJson(comparison),
    toMarkdown: () =>
      renderCandidatesMarkdown(
        comparison,
        evaluated.map(({ name, evaluation }) => ({ name, run: reportedRunOf(evaluation) })),
      ),
  }
}
