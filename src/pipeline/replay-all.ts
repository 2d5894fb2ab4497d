import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { InterruptedError } from '../errors/interrupted-error.ts'
import type { TraceId } from '../records/ids.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import type { Sample } from '../records/sample.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import { replayRecorded } from '../stages/replay/replay-recorded.ts'
import type { Advance } from './create-run.ts'

/** Sampled traffic in judging order, then the adversarial set: its file, and what support flagged in this window. */
export function replayAll(
  sample: Sample,
  population: readonly RedactedTrace[],
  adversarial: readonly RedactedTrace[],
  candidates: ReadonlyMap<TraceId, RedactedTrace>,
  config: Config,
): readonly Replay[] {
  const byId = new Map(population.map(trace => [trace.traceId, trace]))
  const traffic = sample.draws.flatMap(draw => {
    const request = byId.get(draw.traceId)
    return request === undefined ? [] : [replayRecorded(request, { kind: 'traffic', draw }, candidates)]
  })
  const known = new Set(adversarial.map(trace => trace.traceId))
  const reported = population.filter(trace => trace.supportFlag !== undefined && !known.has(trace.traceId))
  const weight = config.adversarial.weightMultiplier
  const flagged = [...adversarial, ...reported].map(request =>
    replayRecorded(request, { kind: 'adversarial', weight }, candidates),
  )
  return [...traffic, ...flagged]
}

/** Every replay judged, in order; stops between two of them when the run is interrupted. */
export async function judgeAll(
  replays: readonly Replay[],
  deps: Dependencies,
  advance: Advance,
): Promise<readonly JudgedPair[]> {
  const pairs: JudgedPair[] = []
  for (const replay of replays) {
    if (deps.signal.aborted)
      throw new InterruptedError('Interrupted', { hint: 'run the same command again to continue' })
    pairs.push(await judgePair(replay, deps.judge))
    if (pairs.length % 100 === 0) advance(pairs.length)
  }
  return pairs
}
