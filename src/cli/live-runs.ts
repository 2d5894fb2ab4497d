import type { ProgressEvent } from '../dependencies.ts'
import type { RunId } from '../records/ids.ts'
import type { InterimEstimate } from '../records/interim-estimate.ts'
import type { LiveRuns } from '../server/contract.ts'
import type { RunStore } from '../store/run-store.ts'

type LiveRun = LiveRuns['runs'][number]

/** No run has this id: those of runs begin with `run-`. */
const LIVE = 'live' as RunId
const PART = 'progress'
const WRITE_MS = 1_000
/** A run that has said nothing for so long was killed: its longest silent stage is far shorter. */
const SILENT_MS = 10 * 60_000

export type LiveProgress = {
  /** Told everything that the terminal is told. */
  readonly onProgress: (event: ProgressEvent) => void
  /** Told what the pairs judged so far say. */
  readonly onInterim: (estimates: readonly InterimEstimate[]) => void
  /** Takes the run out of the list. */
  end(): void
}

/** Writes down how far a run is, at most once a second, for servers of the same store. Of several runs the last one shows. */
export function createLiveProgress(
  store: Pick<RunStore, 'putRunPart'>,
  configHash: string,
  nowMs: () => number,
): LiveProgress {
  const startedAtMs = nowMs()
  const stages = new Map<string, LiveRun['stages'][number]>()
  let interim: readonly InterimEstimate[] = []
  let writtenAtMs = Number.NEGATIVE_INFINITY
  const write = (canWait: boolean): void => {
    const updatedAtMs = nowMs()
    if (canWait && updatedAtMs - writtenAtMs < WRITE_MS) return
    writtenAtMs = updatedAtMs
    const run: LiveRun = { startedAtMs, updatedAtMs, configHash, stages: [...stages.values()], interim }
    store.putRunPart(LIVE, PART, [JSON.stringify(run)])
  }
  return {
    onProgress({ kind, stage, done, total }) {
      stages.set(stage, { stage, done, total: total ?? null, isFinished: kind === 'finished' })
      write(kind === 'advanced')
    },
    onInterim(estimates) {
      interim = estimates
      // Told some forty times a run: the last one before a long wait is not to be lost.
      write(false)
    },
    end: () => store.putRunPart(LIVE, PART, []),
  }
}

/** Runs that are under way as far as anybody can tell. */
export function readLiveRuns(store: Pick<RunStore, 'runPart'>, nowMs: number): LiveRuns {
  // A run of an earlier version, still under way, says nothing of what it found so far.
  const runs = store.runPart(LIVE, PART).map(text => {
    const run = JSON.parse(text) as LiveRun
    return { ...run, interim: run.interim ?? [] }
  })
  return { runs: runs.filter(({ updatedAtMs }) => nowMs - updatedAtMs < SILENT_MS) }
}
