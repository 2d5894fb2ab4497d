import { join } from 'node:path'
import { inOrder } from '../../src/pipeline/in-order.ts'
import { judgePair } from '../../src/stages/judge/judge-pair.ts'
import { startSimulatorProcess } from './child.ts'
import { openJudge } from './open-judge.ts'
import { createProbedJudge, type Passage } from './probed-judge.ts'
import { STEADY } from './simulated-judge.ts'
import { textPairs } from './text-pairs.ts'
import { type Load, round } from './throughput.ts'

const VOTES_PER_PAIR = 3

/**
 * What our layers add to one call, in milliseconds, under full load. Waiting for a place among the calls under way is no
 * part of it: that is the limit doing its work.
 */
export async function measureAddedLatency(folder: string, { votes, inFlight, latencyMs }: Load) {
  await using simulator = await startSimulatorProcess({ latencyMs, quality: STEADY, seed: 'latency' })
  const opened = await openJudge({
    folder: join(folder, 'latency'),
    baseUrl: simulator.baseUrl,
    inFlight,
    votes: 'all',
  })
  const passages: Passage[] = []
  const judge = createProbedJudge(opened, passages)
  const { signal } = opened.inputs
  const judged = await inOrder(
    textPairs(Math.round(votes / VOTES_PER_PAIR)),
    { signal, most: inFlight, advance: () => {} },
    replay => judgePair(replay, judge),
  )
  opened.close()
  const failed = judged.filter(pair => pair.verdicts.preference.kind !== 'scored').length
  if (failed > 0) throw new Error(`${failed} pairs have no verdict`)
  const row = (part: string, of: (passage: Passage) => number) => ({ part, ...quantiles(passages.map(of)) })
  const ours = (each: Passage): number =>
    each.queued - each.cast + (each.sent - each.admitted) + (each.done - each.answered) + each.decidedMs
  return [
    row('cache lookup and prompt', each => each.queued - each.cast),
    row('reservation', each => each.sent - each.admitted),
    row('booking and keeping', each => each.done - each.answered),
    row('orders and count', each => each.decidedMs),
    row('all of these', ours),
    row('with JSON and HTTP', each => ours(each) + each.answered - each.sent - latencyMs),
  ]
}

function quantiles(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN, 2)
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), mostMs: at(1) }
}
