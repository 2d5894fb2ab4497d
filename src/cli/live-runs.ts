import type { ProgressEvent } from '../dependencies.ts'
import type { RunId } from '../records/ids.ts'
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
  let writtenAtMs = Number.NEGATIVE_INFINITY
  return {
    onProgress({ kind, stage, done, total }) {
      stages.set(stage, { stage, done, total: total ?? null, isFinished: kind === 'finished' })
      const updatedAtMs = nowMs()
      if (kind === 'advanced' && updatedAtMs - writtenAtMs < WRITE_MS) return
      writtenAtMs = updatedAtMs
      const run: LiveRun = { startedAtMs, updatedAtMs, configHash, stages: [...stages.values()] }
      store.putRunPart(LIVE, PART, [JSON.stringify(run)])
    },
    end: () => store.putRunPart(LIVE, PART, []),
  }
}

/** Runs that are under way as far as anybody can tell. */
export function readLiveRuns(store: Pick<RunStore, 'runPart'>, nowMs: number): LiveRuns {
  const runs = store.runPart(LIVE, PART).map(text => JSON.parse(text) as LiveRun)
  return { runs: runs.filter(({ updatedAtMs }) => nowMs - updatedAtMs < SILENT_MS) }
}
