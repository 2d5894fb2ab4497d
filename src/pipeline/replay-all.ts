import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { TraceId } from '../records/ids.ts'
import type { Answer, Replay, ReplayOrigin } from '../records/replay.ts'
import type { Sample } from '../records/sample.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { recordedAnswer } from '../stages/replay/replay-recorded.ts'
import { answerLive } from './answer-live.ts'
import type { Advance } from './create-run.ts'
import { inOrder } from './in-order.ts'
import { createLiveFailures } from './live-failures.ts'

type Asked = { readonly request: RedactedTrace; readonly origin: ReplayOrigin }

/**
 * Sampled traffic in judging order, then the adversarial set: its file, and what support flagged in this window. Sides
 * that answer live are asked several requests at a time; results keep the order.
 *
 * @param weights - of adversarial traces that have one of their own; the others take the config's.
 * @param candidates - the candidate's recorded traces by id; not looked at when it answers live.
 * @throws {ProviderError} when a side that answers live answered nothing at all.
 */
export async function replayAll(
  sample: Sample,
  population: readonly RedactedTrace[],
  adversarial: readonly RedactedTrace[],
  candidates: ReadonlyMap<TraceId, RedactedTrace>,
  weights: ReadonlyMap<TraceId, number> | undefined,
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<readonly Replay[]> {
  const asked = requestsOf(sample, population, adversarial, weights, config)
  const { live } = deps
  const failures = {
    baseline: createLiveFailures('baseline', live?.baseline?.name ?? ''),
    candidate: createLiveFailures('candidate', live?.candidate?.name ?? ''),
  }
  const answerOf = async (
    request: RedactedTrace,
    side: 'baseline' | 'candidate',
    recorded: RedactedTrace | undefined,
  ): Promise<Answer> => {
    const answerer = live?.[side]
    if (live === undefined || answerer === undefined) return recordedAnswer(recorded)
    failures[side].asked()
    return answerLive(request, answerer, live, config, deps, failures[side].failed)
  }
  const most = config.replay.concurrency
  const replays = await inOrder(
    asked,
    { signal: deps.signal, most, advance },
    async ({ request, origin }) => {
      const answered = await answerOf(request, 'baseline', request)
      const candidate = await answerOf(request, 'candidate', candidates.get(request.traceId))
      // An adversarial item is measured against the answer that failed, whatever production says today.
      const isAsked = origin.kind === 'adversarial' && live?.baseline !== undefined
      return isAsked
        ? { request, origin, baseline: recordedAnswer(request), candidate, production: answered }
        : { request, origin, baseline: answered, candidate }
    },
  )
  for (const side of [failures.baseline, failures.candidate]) {
    const sentence = side.account()
    if (sentence !== undefined) deps.onWarning(sentence)
  }
  return replays
}

function requestsOf(
  sample: Sample,
  population: readonly RedactedTrace[],
  adversarial: readonly RedactedTrace[],
  weights: ReadonlyMap<TraceId, number> | undefined,
  config: Config,
): readonly Asked[] {
  const byId = new Map(population.map(trace => [trace.traceId, trace]))
  const traffic = sample.draws.flatMap((draw): readonly Asked[] => {
    const request = byId.get(draw.traceId)
    return request === undefined ? [] : [{ request, origin: { kind: 'traffic', draw } }]
  })
  const known = new Set(adversarial.map(trace => trace.traceId))
  const reported = population.filter(trace => trace.supportFlag !== undefined && !known.has(trace.traceId))
  const { weightMultiplier } = config.adversarial
  const flagged = [...adversarial, ...reported].map(
    (request): Asked => ({
      request,
      origin: { kind: 'adversarial', weight: weights?.get(request.traceId) ?? weightMultiplier },
    }),
  )
  return [...traffic, ...flagged]
}
