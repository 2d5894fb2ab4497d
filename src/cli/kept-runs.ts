import { ConfigError } from '../errors/config-error.ts'
import type { AlphaPlan, ParentRun } from '../records/alpha-plan.ts'
import type { RunId } from '../records/ids.ts'
import type { KeptRun } from '../records/kept-run.ts'
import { parseKeptRun } from '../stages/trend/parse-kept-run.ts'
import type { RunRow, RunStore } from '../store/run-store.ts'

/** The finished runs of a store that this version can read, newest first. */
export function keptRuns(store: Pick<RunStore, 'runs'>): readonly KeptRun[] {
  return store.runs().flatMap(row => keptRunOf(row) ?? [])
}

/** Of them those of one of several candidates, or of the only one (undefined): what a series over windows is made of. */
export function keptRunsOf(
  store: Pick<RunStore, 'runs'>,
  candidateName: string | undefined,
): readonly KeptRun[] {
  return keptRuns(store).filter(run => run.candidateName === candidateName)
}

/**
 * The run to be extended, as the store kept it.
 *
 * @param targetSize - stands in where a result of an earlier version does not say how many traces were asked for.
 * @throws {ConfigError} when the store has no finished run of that name.
 */
export function parentRunOf(store: Pick<RunStore, 'run'>, runId: string, targetSize: number): ParentRun {
  const row = store.run(runId as RunId)
  const kept = row === undefined ? undefined : keptRunOf(row)
  if (kept === undefined) {
    throw new ConfigError(
      row === undefined
        ? `Expected a run of the store, found none named ${runId}`
        : `Expected a finished run, found ${runId} ${row.state}`,
      { path: 'run', hint: 'tidegate runs -c CONFIG lists them' },
    )
  }
  const { configHash, outcome, sample, judgedBy, alphaPlan } = kept
  return {
    runId: kept.runId,
    configHash,
    outcome,
    size: sample.size,
    sampleDigest: sample.digest ?? undefined,
    judgedBy,
    plan: alphaPlan ?? spentBy(targetSize),
  }
}

/**
 * That a run has no extension of another size: two of them would each use all that is left of the same error rates.
 *
 * @param targetSize - of the extension to come; the same one again is the same look.
 * @throws {ConfigError} naming the extension, which can be extended in its turn.
 */
export function requireNotExtended(store: Pick<RunStore, 'runs'>, runId: string, targetSize: number): void {
  const extension = keptRuns(store).find(
    ({ alphaPlan }) => alphaPlan?.earlier.at(-1)?.runId === runId && alphaPlan.targetSize !== targetSize,
  )
  if (extension === undefined) return
  throw new ConfigError(
    `Expected a run without an extension, found ${runId} extended by ${extension.runId} to ${extension.alphaPlan?.targetSize} traces`,
    { path: 'run', hint: `extend ${extension.runId}: what was left of the error rates was used there` },
  )
}

/** What a run did before there were extensions: it spent everything. */
function spentBy(targetSize: number): AlphaPlan {
  return { targetSize, extendTo: undefined, share: { pass: 1, fail: 1 }, earlier: [] }
}

function keptRunOf({ state, report, finishedAtMs }: RunRow): KeptRun | undefined {
  return state !== 'finished' || report === undefined ? undefined : parseKeptRun(report, finishedAtMs)
}
