import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { AlphaPlan } from '../records/alpha-plan.ts'
import type { AuditEvidence } from '../records/audit.ts'
import type { SequentialDecision } from '../records/decision.ts'
import type { TraceId } from '../records/ids.ts'
import type { JudgeControls } from '../records/judge-controls.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Replay } from '../records/replay.ts'
import type { Sample } from '../records/sample.ts'
import type { Verdict } from '../records/verdict.ts'
import { judgeInLooks, type PairsInLooks } from '../stages/gate/judge-in-looks.ts'
import { createUnaskedJudge } from '../stages/judge/unasked-judge.ts'
import type { Advance } from './create-run.ts'
import { createWatcher } from './create-watcher.ts'
import { inOrder } from './in-order.ts'
import { judgeReplay } from './judge-replay.ts'
import { gatePolicyOf } from './sampling-plan-of.ts'

/** The pair without what a judge said that failed its control items: nothing, rather than something nobody can trust. */
export function withoutJudge(pair: JudgedPair): JudgedPair {
  const { verdicts, production } = pair
  return {
    ...pair,
    verdicts: rulesAlone(verdicts),
    ...(production === undefined
      ? {}
      : { production: { ...production, verdicts: rulesAlone(production.verdicts) } }),
  }
}

function rulesAlone({ structured, preference, outcome }: JudgedPair['verdicts']): JudgedPair['verdicts'] {
  return { structured: unless(structured), preference: unless(preference), outcome }
}

function unless(verdict: Verdict): Verdict {
  if (verdict.kind !== 'scored' || verdict.basis !== 'judge') return verdict
  return {
    kind: 'abstained',
    endpoint: verdict.endpoint,
    reason: 'the judge failed its control items: none of its verdicts counts',
    votes: verdict.votes ?? [],
  }
}

/** A batch job takes up to a day however little is in it. */
const IN_A_BATCH = 10_000

/** How many pairs are judged at the same time. */
export function judgesAtOnce(
  config: Config,
  { judge, judgeChecks }: Pick<Dependencies, 'judge' | 'judgeChecks'>,
): number {
  if (!judge.isLanguageModel) return 1
  return judgeChecks?.isBatched === true ? IN_A_BATCH : config.judge.concurrency
}

/** What a run owes to the runs it extends. */
export type RunChain = {
  readonly alphaPlan: AlphaPlan
  /** Traces an earlier run drew. */
  readonly earlier?: ReadonlySet<TraceId> | undefined
  /** What people say of the judge, which every look goes by as the gate does. */
  readonly audit?: AuditEvidence | undefined
}

/** Looks at the answers before all questions are put; a batch job, whose answers take a day, has one. */
const LOOKS = 10

/**
 * Every replay judged, results in order: by rules first, then by the judge in looks, which stop as soon as the answers
 * decide.
 */
async function judgeAll(
  replays: readonly Replay[],
  sample: Sample,
  config: Config,
  deps: Dependencies,
  advance: Advance,
  chain: RunChain,
): Promise<PairsInLooks> {
  const { signal, judge, judgeChecks } = deps
  const most = judgesAtOnce(config, deps)
  if (!judge.isLanguageModel) {
    const watch = createWatcher(replays.length, [], sample, deps.onInterim)
    const pairs = await inOrder(replays, { signal, most, advance }, (replay, position) =>
      judgeReplay(replay, judge).then(pair => watch(pair, position)),
    )
    return { pairs, sequential: undefined }
  }
  const unasked = createUnaskedJudge()
  const checked = await inOrder(replays, { signal, most: 1, advance: () => undefined }, replay =>
    judgeReplay(replay, unasked),
  )
  const watch = createWatcher(replays.length, checked, sample, deps.onInterim)
  let before = 0
  const ask = async (positions: readonly number[]): Promise<readonly JudgedPair[]> => {
    const asked = positions.flatMap(position => replays[position] ?? [])
    const tell = (done: number): void => advance(before + done)
    const pairs = await inOrder(asked, { signal, most, advance: tell }, (replay, index) =>
      judgeReplay(replay, judge).then(pair => watch(pair, positions[index] ?? 0)),
    )
    before += positions.length
    return pairs
  }
  const looks = judgeChecks?.isBatched === true ? 1 : LOOKS
  return judgeInLooks(checked, ask, {
    sample,
    policy: gatePolicyOf(config, chain.alphaPlan, chain.audit),
    looks,
    earlier: chain.earlier,
  })
}

export type JudgedRun = {
  readonly controls: JudgeControls | undefined
  readonly judged: readonly JudgedPair[]
  readonly sequential: SequentialDecision | undefined
}

/** The control items beside the pairs: in a batch job they would otherwise wait for a day of their own. */
export async function judgeWithControls(
  replays: readonly Replay[],
  sample: Sample,
  config: Config,
  deps: Dependencies,
  advance: Advance,
  chain: RunChain,
): Promise<JudgedRun> {
  const [controls, judged] = await Promise.allSettled([
    Promise.resolve(deps.judgeChecks?.check()),
    judgeAll(replays, sample, config, deps, advance, chain),
  ])
  // Both have ended, so that what they cost is known before one of them is thrown.
  if (judged.status === 'rejected') throw judged.reason
  if (controls.status === 'rejected') throw controls.reason
  const { pairs, sequential } = judged.value
  return { controls: controls.value, judged: pairs, sequential }
}
