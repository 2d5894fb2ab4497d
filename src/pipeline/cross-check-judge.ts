import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { CrossCheck } from '../records/calibration.ts'
import type { TraceId } from '../records/ids.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import type { Verdict } from '../records/verdict.ts'
import { crossCheck, crossCheckSubset, SAME_FAMILY_PAIRS } from '../stages/calibrate/cross-check.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import type { Advance } from './create-run.ts'
import { inOrder } from './in-order.ts'
import { judgesAtOnce } from './judge-all.ts'

/**
 * What a second judge says of a random subset of the pairs the first one decided, and whether the two differ in which
 * side they favour.
 *
 * @returns undefined when no second judge is due.
 */
export async function crossCheckJudge(
  replays: readonly Replay[],
  pairs: readonly JudgedPair[],
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<CrossCheck | undefined> {
  const secondary = deps.judgeChecks?.secondary
  if (secondary === undefined) return undefined
  const decided = pairs.filter(pair => verdictOf(pair) !== undefined)
  const ids = crossCheckSubset(
    decided.map(({ traceId }) => traceId),
    SAME_FAMILY_PAIRS,
    config.seed,
  )
  const subset = new Set(ids)
  const asked = replays.filter(({ request }) => subset.has(request.traceId))
  const most = judgesAtOnce(config, deps)
  const again = await inOrder(asked, { signal: deps.signal, most, advance }, replay =>
    judgePair(replay, secondary.judge),
  )
  const differencesOf = (judged: readonly JudgedPair[]): Map<TraceId, number | undefined> =>
    new Map(
      judged
        .filter(({ traceId }) => subset.has(traceId))
        .map(pair => [pair.traceId, differenceOf(verdictOf(pair))]),
    )
  return crossCheck(
    { judge: deps.judge.name, differences: differencesOf(decided) },
    { judge: secondary.judge.name, differences: differencesOf(again) },
  )
}

/** What a judge decided of a pair; undefined when rules did, or nobody. */
function verdictOf({ verdicts }: JudgedPair): Verdict | undefined {
  return [verdicts.structured, verdicts.preference].find(verdict => (verdict.votes ?? []).length > 0)
}

function differenceOf(verdict: Verdict | undefined): number | undefined {
  return verdict?.kind === 'scored' ? verdict.candidateScore - verdict.baselineScore : undefined
}
