import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { Answer, Replay } from '../../records/replay.ts'
import type { Endpoint, Verdict } from '../../records/verdict.ts'
import { agent, call, toolResult, trace, user } from './__fixtures__/traces.ts'
import { failureModesOf } from './failure-modes-of.ts'
import { firstDivergence } from './first-divergence.ts'
import type { Judge, JudgeAnswer } from './judge-model.ts'
import { judgePair } from './judge-pair.ts'

// Few words and values, so that equal prefixes, equal calls and every failure mode really come up.
const someCall = fc.oneof(
  fc
    .record({ name: fc.constantFrom('find', 'cancel'), id: fc.constantFrom(1, 2, '1') })
    .map(({ name, id }) => call(name, { id })),
  fc.constantFrom(call('find', '{"id": '), call('find', 'id=1'), call('lost')),
)
const agentTurn = fc.oneof(
  fc
    .tuple(fc.constantFrom('', 'Done.'), fc.array(someCall, { minLength: 1, maxLength: 2 }))
    .map(([text, calls]) => agent(text, calls)),
  fc.constantFrom(agent('Done.'), agent('Hello'), agent("I can't help with that."), agent('')),
)
const message = fc.oneof(
  { weight: 3, arbitrary: agentTurn },
  fc.constantFrom(user('Go on'), toolResult('ok'), toolResult('ok', true)),
)
const tools = [
  { name: 'find', description: undefined, parameters: { properties: { id: { type: 'integer' } } } },
  { name: 'cancel', description: undefined, parameters: undefined },
]
const someTrace = fc
  .record({
    messages: fc.array(message, { minLength: 1, maxLength: 5 }),
    tools: fc.constantFrom(undefined, tools),
    outcome: fc.constantFrom(undefined, 0, 1),
    finish: fc.constantFrom(undefined, { kind: 'error' } as const, { kind: 'timeout' } as const),
  })
  .map(({ messages, ...rest }) => trace([user('Cancel my order'), ...messages], rest))
const expectation = fc.constantFrom(
  undefined,
  { calls: [] },
  { calls: [{ name: 'find', arguments: { id: [1] }, optional: [] }] },
)
const answer = fc.oneof(
  { weight: 8, arbitrary: someTrace.map((completed): Answer => ({ kind: 'completed', trace: completed })) },
  fc.constantFrom<Answer>({ kind: 'failed', reason: 'missing' }, { kind: 'failed', reason: 'timeout' }),
)

/** A judge without a favourite: it prefers by content, the same whichever side it is shown on. */
const fairJudge: Judge = {
  name: 'fair',
  isLanguageModel: false,
  compareArguments: async ({ baselineCalls, candidateCalls }) =>
    scored(JSON.stringify(baselineCalls).length % 3, JSON.stringify(candidateCalls).length % 3, 2),
  compareTexts: async ({ baselineText, candidateText }) =>
    scored(0.5, 0.5 + Math.sign(candidateText.length - baselineText.length) / 2, 1),
}

function scored(baseline: number, candidate: number, scale: number): JudgeAnswer {
  return {
    kind: 'scored',
    baselineScore: baseline / scale,
    candidateScore: candidate / scale,
    reason: 'length',
  }
}

function deltaOf(verdict: Verdict): number | undefined {
  return verdict.kind === 'scored' ? verdict.candidateScore - verdict.baselineScore : undefined
}

it('swapping the sides negates every delta and swaps the modes', async () => {
  await fc.assert(
    fc.asyncProperty(someTrace, answer, answer, expectation, async (base, baseline, candidate, expected) => {
      const request = { ...base, expected }
      const replay: Replay = { request, origin: { kind: 'adversarial', weight: 1 }, baseline, candidate }
      const straight = await judgePair(replay, fairJudge)
      const swapped = await judgePair({ ...replay, baseline: candidate, candidate: baseline }, fairJudge)
      expect(swapped.candidateModes).toEqual(straight.baselineModes)
      expect(swapped.baselineModes).toEqual(straight.candidateModes)
      for (const endpoint of ['structured', 'preference', 'outcome'] satisfies Endpoint[]) {
        const [ours, theirs] = [deltaOf(straight.verdicts[endpoint]), deltaOf(swapped.verdicts[endpoint])]
        // + 0 turns -0 into 0.
        expect(theirs).toBe(ours === undefined ? undefined : 0 - ours)
      }
    }),
    { numRuns: 500 },
  )
})

it('a pair is compared by its calls or by its texts, never by both', async () => {
  await fc.assert(
    fc.asyncProperty(someTrace, answer, async (request, candidate) => {
      const replay: Replay = {
        request,
        origin: { kind: 'adversarial', weight: 1 },
        baseline: { kind: 'completed', trace: request },
        candidate,
      }
      const { structured, preference } = (await judgePair(replay, fairJudge)).verdicts
      expect([structured.kind, preference.kind]).toContain('not-applicable')
    }),
  )
})

it('a side ties with itself', async () => {
  await fc.assert(
    fc.asyncProperty(someTrace, async request => {
      const side: Answer = { kind: 'completed', trace: request }
      const judged = await judgePair(
        { request, origin: { kind: 'adversarial', weight: 1 }, baseline: side, candidate: side },
        fairJudge,
      )
      const { structured, preference } = judged.verdicts
      expect([deltaOf(structured), deltaOf(preference)].filter(delta => delta !== undefined)).toEqual([0])
    }),
  )
})

it('swapping two conversations swaps the sides of where they part and nothing else', () => {
  fc.assert(
    fc.property(someTrace, someTrace, fc.constantFrom('all', 'calls'), (ours, theirs, view) => {
      const straight = firstDivergence(ours.messages, theirs.messages, view)
      const swapped = firstDivergence(theirs.messages, ours.messages, view)
      expect(swapped).toEqual(
        straight.kind === 'turn'
          ? { ...straight, baseline: straight.candidate, candidate: straight.baseline }
          : straight,
      )
    }),
  )
})

it('an error of a tool never adds a failure mode', () => {
  fc.assert(
    fc.property(someTrace, fc.nat(), (recorded, position) => {
      const messages = recorded.messages.toSpliced(
        position % (recorded.messages.length + 1),
        0,
        toolResult('boom', true),
      )
      const before = failureModesOf({ kind: 'completed', trace: recorded })
      expect(failureModesOf({ kind: 'completed', trace: { ...recorded, messages } })).toEqual(before)
    }),
  )
})
