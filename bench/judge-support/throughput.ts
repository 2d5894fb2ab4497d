import { join } from 'node:path'
import { startJudgeRun, startSimulatorProcess } from './child.ts'
import { STEADY } from './simulated-judge.ts'

/** Votes on every pair: no vote is spared, so that the number of calls is known beforehand. */
const VOTES_PER_PAIR = 3

export type Load = {
  readonly votes: number
  readonly inFlight: number
  readonly latencyMs: number
}

export type ThroughputRow = {
  readonly votes: number
  readonly seconds: number
  /** Calls x latency / calls in flight. */
  readonly idealSeconds: number
  readonly ratio: number
  readonly cpuMsPerVote: number
  readonly peakRssMb: number
  /** What is held at the end beyond the pairs: verdicts, and the code of the AI SDK. */
  readonly heldMb: number
  readonly unusable: number
  readonly billedCalls: number
}

/** A judging stage against a simulator, each in a process of its own. */
export async function measureThroughput(
  folder: string,
  { votes, inFlight, latencyMs }: Load,
): Promise<ThroughputRow> {
  await using simulator = await startSimulatorProcess({ latencyMs, quality: STEADY, seed: 'throughput' })
  const run = startJudgeRun({
    folder: join(folder, `throughput-${votes}`),
    baseUrl: simulator.baseUrl,
    inFlight,
    votes: 'all',
    pairs: Math.round(votes / VOTES_PER_PAIR),
    work: 'judge',
  })
  const result = await run.result
  const idealSeconds = (result.votes * latencyMs) / inFlight / 1e3
  return {
    votes: result.votes,
    seconds: round(result.seconds, 2),
    idealSeconds: round(idealSeconds, 2),
    ratio: round(result.seconds / idealSeconds, 3),
    cpuMsPerVote: round((result.cpuSeconds * 1e3) / result.votes, 2),
    peakRssMb: result.peakRssMb,
    heldMb: round(result.heapAfterMb - result.heapBeforeMb, 1),
    unusable: result.unusable,
    billedCalls: (await simulator.bill()).calls,
  }
}

export function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
