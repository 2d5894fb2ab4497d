import type { Dependencies } from '../dependencies.ts'
import { InterruptedError } from '../errors/interrupted-error.ts'
import type { StageTiming } from '../records/evaluation.ts'

/** Told how many items of a stage are done. */
export type Advance = (done: number) => void

export type Run = ReturnType<typeof createRun>

/** Runs stages one after another: progress, timing and Ctrl-C are here and nowhere else. */
export function createRun(deps: Dependencies) {
  const timings: StageTiming[] = []
  async function stage<T>(
    name: string,
    work: (advance: Advance) => T | Promise<T>,
    total?: number,
  ): Promise<T> {
    if (deps.signal.aborted)
      throw new InterruptedError('Interrupted', { hint: 'run the same command again to continue' })
    const startedAtMs = deps.nowMs()
    let last = 0
    const tell = (kind: 'started' | 'advanced' | 'finished', done: number) =>
      deps.onProgress({ kind, stage: name, done, total })
    tell('started', 0)
    const result = await work(done => {
      last = done
      tell('advanced', done)
    })
    tell('finished', total ?? last)
    timings.push({ stage: name, durationMs: deps.nowMs() - startedAtMs, items: total ?? last })
    return result
  }
  return { stage, timings }
}
