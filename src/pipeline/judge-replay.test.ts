import { describe, expect, it } from 'vitest'
import type { StratumId, TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { Answer, Replay, ReplayOrigin } from '../records/replay.ts'
import type { RedactedTrace, ToolCall } from '../records/trace.ts'
import type { Judge } from '../stages/judge/judge-model.ts'
import { createOfflineJudge } from '../stages/judge/offline-judge.ts'
import { zeroOnMismatch } from '../stages/judge/zero-on-mismatch.ts'
import { aTrace } from '../store/ledger/__fixtures__/ledgers.ts'
import { withoutJudge } from './judge-all.ts'
import { judgeReplay } from './judge-replay.ts'

const ADVERSARIAL: ReplayOrigin = { kind: 'adversarial', weight: 3 }
const TRAFFIC: ReplayOrigin = {
  kind: 'traffic',
  draw: { traceId: 't1' as TraceId, stratumId: 'all' as StratumId, inclusionProbability: 1 },
}

function answering(text: string, calls: readonly ToolCall<RedactedText>[] = []): RedactedTrace {
  const trace = aTrace('t1')
  const [ask] = trace.messages
  return ask === undefined
    ? trace
    : {
        ...trace,
        messages: [ask, { role: 'assistant', text: text as RedactedText, calls, finishReason: undefined }],
      }
}

function answer(text: string, calls: readonly ToolCall<RedactedText>[] = []): Answer {
  return { kind: 'completed', trace: answering(text, calls) }
}

function replayOf(origin: ReplayOrigin, change: Partial<Replay> = {}): Replay {
  const request = answering('It is lost.')
  return {
    request,
    origin,
    baseline: { kind: 'completed', trace: request },
    candidate: answer('Tomorrow.'),
    ...change,
  }
}

/** Whoever says "Tomorrow." is right. */
const judge: Judge = {
  ...createOfflineJudge(),
  isLanguageModel: true,
  compareTexts: async ({ candidateText }) => ({
    kind: 'scored',
    baselineScore: 0.5,
    candidateScore: candidateText === 'Tomorrow.' ? 1 : 0.5,
    reason: 'it says when',
  }),
  compareArguments: async () => ({ kind: 'scored', baselineScore: 0, candidateScore: 1, reason: 'mended' }),
}

describe('judgeReplay', () => {
  it('holds what production says today against the recorded failure, beside the candidate', async () => {
    const pair = await judgeReplay(replayOf(ADVERSARIAL, { production: answer('Soon.') }), judge)
    expect(pair.verdicts.preference).toMatchObject({ basis: 'judge', candidateScore: 1 })
    expect(pair.production?.verdicts.preference).toMatchObject({ basis: 'judge', candidateScore: 0.5 })
    expect((await judgeReplay(replayOf(ADVERSARIAL), judge)).production).toBeUndefined()
  })

  it('counts an answer that production does not give today as its failure', async () => {
    const gone: Answer = { kind: 'failed', reason: 'timeout' }
    const pair = await judgeReplay(replayOf(ADVERSARIAL, { production: gone }), judge)
    expect(pair.production?.candidateModes).toEqual(['timeout'])
  })

  it('does not call other calls wrong for being others than those that failed', async () => {
    const call = (order: number): ToolCall<RedactedText> => ({
      id: undefined,
      name: 'cancel',
      arguments: { kind: 'parsed', value: { order } },
    })
    const change = {
      baseline: answer('', [call(8)]),
      candidate: answer('', [call(7)]),
    }
    const zero = zeroOnMismatch(judge)
    const traffic = await judgeReplay(replayOf(TRAFFIC, change), zero)
    expect(traffic.verdicts.structured).toMatchObject({ baselineScore: 1, candidateScore: 0 })
    const failure = await judgeReplay(replayOf(ADVERSARIAL, change), zero)
    expect(failure.verdicts.structured).toMatchObject({ baselineScore: 0, candidateScore: 1 })
  })
})

it('a judge that is not believed is believed of production neither', async () => {
  const pair = withoutJudge(await judgeReplay(replayOf(ADVERSARIAL, { production: answer('Soon.') }), judge))
  expect(pair.production?.verdicts.preference.kind).toBe('abstained')
})
