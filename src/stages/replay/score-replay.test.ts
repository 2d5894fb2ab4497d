import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Replay } from '../../records/replay.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { createModuleScorer, type ScorerFunction } from './module-scorer.ts'
import { scoreReplay } from './score-replay.ts'
import type { Scorer } from './scorer.ts'

function traceOf(text: string, outcome?: number): RedactedTrace {
  const bare = bareTrace('t1' as TraceId, [
    { role: 'user', text: 'hello' as RedactedText, calls: [] },
    { role: 'assistant', text: text as RedactedText, calls: [], finishReason: undefined },
  ])
  return { ...bare, outcome } as RedactedTrace
}

const replay: Replay = {
  request: traceOf('polite'),
  origin: { kind: 'adversarial', weight: 1 },
  baseline: { kind: 'completed', trace: traceOf('polite', 0) },
  candidate: { kind: 'completed', trace: traceOf('rude', 1) },
}

const scorer = (score: ScorerFunction, deadline = () => new AbortController().signal): Scorer =>
  createModuleScorer('rule', score, deadline)
const isPolite = scorer(({ messages }) => messages.at(-1)?.content === 'polite')

function outcomesOf({ baseline, candidate }: Replay): readonly (number | undefined)[] {
  return [baseline, candidate].map(side => (side.kind === 'completed' ? side.trace.outcome : -1))
}

describe('scoreReplay', () => {
  it('takes the place of recorded outcomes on both sides', async () => {
    const { replay: scored, failures } = await scoreReplay(replay, [isPolite])
    expect(outcomesOf(scored)).toEqual([1, 0])
    expect(failures).toEqual([])
  })

  it('is the mean of several scorers, the same for sides that are swapped', async () => {
    const scorers = [isPolite, scorer(() => 0.5)]
    const swapped = { ...replay, baseline: replay.candidate, candidate: replay.baseline }
    expect(outcomesOf((await scoreReplay(replay, scorers)).replay)).toEqual([0.75, 0.25])
    expect(outcomesOf((await scoreReplay(swapped, scorers)).replay)).toEqual([0.25, 0.75])
  })

  it('has no outcome where a scorer has nothing to say, which is not zero', async () => {
    const { replay: scored, failures } = await scoreReplay(replay, [isPolite, scorer(() => null)])
    expect(outcomesOf(scored)).toEqual([undefined, undefined])
    expect(failures).toEqual([])
  })

  it('leaves a side that did not answer as it is', async () => {
    const failed: Replay = { ...replay, candidate: { kind: 'failed', reason: 'timeout' } }
    expect((await scoreReplay(failed, [isPolite])).replay.candidate).toEqual(failed.candidate)
  })

  it.each([
    ['a number above one', scorer(() => 2)],
    ['no number', scorer(() => Number.NaN)],
    ['a text', scorer(() => 'good' as unknown as number)],
    ['an error', scorer(() => Promise.reject(new Error('t1 said a secret')))],
    [
      'nothing in time',
      scorer(
        () => new Promise<never>(() => {}),
        () => AbortSignal.abort(),
      ),
    ],
  ])('counts %s as a failure of the scorer and gives no outcome', async (_, broken) => {
    const { replay: scored, failures } = await scoreReplay(replay, [broken])
    expect(outcomesOf(scored)).toEqual([undefined, undefined])
    expect(failures).toEqual(['rule', 'rule'])
  })

  it('tells a scorer neither whose answer it is nor what it failed with', async () => {
    const seen: string[][] = []
    const spy = scorer(answer => {
      seen.push(Object.keys(answer).sort())
      throw new Error('a secret of the trace')
    })
    await scoreReplay(replay, [spy])
    expect(seen).toEqual(Array(2).fill(['flags', 'messages', 'outcome', 'trace_id']))
    const error = await spy.score(traceOf('x')).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProviderError)
    expect(String(error)).not.toContain('secret')
  })
})
