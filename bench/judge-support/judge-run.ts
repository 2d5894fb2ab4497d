/** One judging stage in a process of its own: opens a folder's judge, judges, tells what it took. */
import { inOrder } from '../../src/pipeline/in-order.ts'
import type { Vote } from '../../src/records/vote.ts'
import { judgePair } from '../../src/stages/judge/judge-pair.ts'
import { fillJournal } from './fill-journal.ts'
import { type JudgeSetting, openJudge } from './open-judge.ts'
import { textPairs } from './text-pairs.ts'

export type JudgeRunSpec = JudgeSetting & {
  readonly pairs: number
  /** `fill`: votes are made up and kept, nobody is asked. */
  readonly work: 'judge' | 'fill'
}

export type JudgeRunResult = {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly votes: number
  readonly cached: number
  readonly unusable: number
  /** Of the whole life of the process. */
  readonly peakRssMb: number
  /** Held with the pairs, before the first vote, after a collection. */
  readonly heapBeforeMb: number
  /** Held with all verdicts, after a collection. */
  readonly heapAfterMb: number
}

const spec = JSON.parse(process.argv[2] ?? '{}') as JudgeRunSpec
const opened = await openJudge(spec)
const judge = spec.work === 'fill' ? fillJournal(opened) : opened.live.judge
const replays = textPairs(spec.pairs)
const heapBeforeMb = heldMb()
const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
const judged = await inOrder(
  replays,
  { signal: opened.inputs.signal, most: spec.inFlight, advance: () => {} },
  replay => judgePair(replay, judge),
)
const seconds = (performance.now() - startedAt) / 1e3
const { user, system } = process.cpuUsage(cpu)
const heapAfterMb = heldMb()
const votes = judged.flatMap((pair): readonly Vote[] => pair.verdicts.preference.votes ?? [])
opened.close()
const result: JudgeRunResult = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  votes: votes.length,
  cached: votes.filter(vote => vote.cached === 'exact').length,
  unusable: votes.filter(vote => vote.result.kind === 'unusable').length,
  peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  heapBeforeMb,
  heapAfterMb,
}
process.send?.(result)
process.disconnect()

function heldMb(): number {
  globalThis.gc?.()
  return Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10
}
