import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Answer, Replay } from '../../records/replay.ts'
import type { ToolDefinition } from '../../records/trace.ts'
import type { Verdict } from '../../records/verdict.ts'
import { factsOf } from './facts-of.ts'
import type { Judge } from './judge-model.ts'
import { judgeOutcome } from './judge-outcome.ts'
import { judgePreference } from './judge-preference.ts'
import { isStructured, judgeStructured } from './judge-structured.ts'
import { sideOf } from './side.ts'

/**
 * Everything the gate needs to know of one replayed pair: the failure modes of both sides, found by the same rules,
 * and one verdict per endpoint. The judge is asked only what no rule decides, at most one question per pair.
 */
export async function judgePair(replay: Replay, judge: Judge): Promise<JudgedPair> {
  const { request } = replay
  const baseline = sideOf(replay.baseline, offeredTo(replay.candidate), request.expected)
  const candidate = sideOf(replay.candidate, offeredTo(replay.baseline), request.expected)
  const byCalls = isStructured(request, baseline, candidate)
  return {
    traceId: request.traceId,
    origin: replay.origin,
    facts: factsOf(replay),
    baselineModes: baseline.modes,
    candidateModes: candidate.modes,
    verdicts: {
      structured: byCalls
        ? await judgeStructured(request, baseline, candidate, judge)
        : notApplicable('structured', 'Neither side calls a tool and no call is expected.'),
      preference: byCalls
        ? notApplicable('preference', 'The pair is compared by its tool calls.')
        : await judgePreference(request, baseline, candidate, judge),
      outcome: judgeOutcome(replay.baseline, replay.candidate),
    },
  }
}

function offeredTo(answer: Answer): readonly ToolDefinition[] | undefined {
  return answer.kind === 'completed' ? answer.trace.tools : undefined
}

function notApplicable(endpoint: Verdict['endpoint'], reason: string): Verdict {
  return { kind: 'not-applicable', endpoint, reason }
}
