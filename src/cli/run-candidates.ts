import { candidateConfigs } from '../config/candidate-configs.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import { compareEvaluations, type EvaluatedCandidate } from '../pipeline/compare-evaluations.ts'
import type { ParentRun } from '../records/alpha-plan.ts'
import type { CandidateComparison } from '../records/candidate-comparison.ts'
import type { RunId } from '../records/ids.ts'
import type { KeptRun } from '../records/kept-run.ts'
import { COMPARISON_PART } from '../server/run-parts.ts'
import { renderCandidatesJson } from '../stages/report/candidates-json.ts'
import type { RunStore } from '../store/run-store.ts'
import { keptRuns } from './kept-runs.ts'
import { openStore } from './open-store.ts'
import { runEvaluation } from './run-evaluation.ts'
import type { RunWatch } from './run-watch.ts'

export type RanCandidates = {
  readonly comparison: CandidateComparison
  readonly evaluated: readonly EvaluatedCandidate[]
  /** The difference of each candidate in earlier windows, oldest first. */
  readonly earlier: ReadonlyMap<string, readonly KeptRun[]>
}

/**
 * Evaluates every candidate of the config after another: on the same sample, beside the same answers of the baseline, with
 * one journal and one budget, of which each may use an equal part of what is left. What was answered is kept, so that an
 * interrupted comparison goes on where it stopped.
 *
 * @param extending - the run that a candidate's run extends; absent: they stand alone.
 * @param watch - of a program that calls this; absent: the terminal and Ctrl-C.
 */
export async function runCandidates(
  config: Config,
  env: NodeJS.ProcessEnv,
  extending?: (store: RunStore, name: string) => ParentRun,
  watch?: RunWatch,
): Promise<RanCandidates> {
  const configs = candidateConfigs(config)
  const baselineSinceMs = finishedComparison(config)
  const evaluated: EvaluatedCandidate[] = []
  for (const [index, named] of configs.entries()) {
    if (watch === undefined)
      process.stderr.write(`candidate ${index + 1} of ${configs.length}: ${named.name}\n`)
    const evaluation = await runEvaluation(
      named.config,
      env,
      extending && (store => extending(store, named.name)),
      { baselineSinceMs, budgetShare: 1 / (configs.length - index) },
      watch,
    )
    evaluated.push({ ...named, evaluation })
  }
  const comparison = compareEvaluations(evaluated)
  return { comparison, evaluated, earlier: keepComparison(config, comparison) }
}

/**
 * The runs of a comparison by the names of its candidates.
 *
 * @param runId - of any of them.
 * @param names - of the config.
 * @throws {ConfigError} when the run is none of a comparison of just these candidates.
 */
export function comparedRuns(
  store: Pick<RunStore, 'runPart'>,
  runId: string,
  names: readonly string[],
): ReadonlyMap<string, RunId> {
  const [text] = store.runPart(runId as RunId, COMPARISON_PART)
  const compared = text === undefined ? [] : (JSON.parse(text) as CandidateComparison).candidates
  const found = new Map(compared.map(candidate => [candidate.name, candidate.runId]))
  if (found.size !== names.length || names.some(name => !found.has(name))) {
    throw new ConfigError(
      `Expected a run of the candidates ${names.join(', ')}, found ${runId} of ${found.size === 0 ? 'no comparison' : [...found.keys()].join(', ')}`,
      { path: 'run', hint: 'tidegate runs -c CONFIG lists them; a comparison is extended whole' },
    )
  }
  return found
}

/** When all candidates had last been evaluated: the baseline's answers of before that are not asked for again. */
function finishedComparison(config: Config): number {
  const store = openStore(config.store.path)
  try {
    const hashes = candidateConfigs(config).map(({ config: { configHash } }) => configHash)
    const finished = store.runs().filter(({ state }) => state === 'finished')
    const latest = hashes.map(hash =>
      finished
        .filter(({ configHash }) => configHash === hash)
        .reduce((most, { finishedAtMs = 0 }) => Math.max(most, finishedAtMs), 0),
    )
    return Math.min(...latest)
  } finally {
    store.close()
  }
}

function keepComparison(
  config: Config,
  comparison: CandidateComparison,
): ReadonlyMap<string, readonly KeptRun[]> {
  const store = openStore(config.store.path)
  try {
    const rows = [renderCandidatesJson(comparison)]
    for (const { runId } of comparison.candidates) store.putRunPart(runId, COMPARISON_PART, rows)
    const now = new Set<RunId>(comparison.candidates.map(({ runId }) => runId))
    const runs = keptRuns(store).filter(({ runId }) => !now.has(runId))
    return new Map(
      comparison.candidates.map(({ name }) => [
        name,
        runs.filter(({ candidateName }) => candidateName === name).toReversed(),
      ]),
    )
  } finally {
    store.close()
  }
}
