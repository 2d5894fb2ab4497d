import { describe, expect, it } from 'vitest'
import type { Answer } from '../../records/replay.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { agent, call, pair, redacted, toolResult, trace, user } from './__fixtures__/traces.ts'
import type { Judge } from './judge-model.ts'
import { judgePair } from './judge-pair.ts'
import { createOfflineJudge } from './offline-judge.ts'

const ask = user('Cancel order 7')
const cancel = agent('', [call('cancel', { order: 7 })])
const cancelled = [ask, cancel, toolResult('ok'), agent('Cancelled.')]
const truncated = [ask, agent('', [call('cancel', '{"order": ')], 'length')]

function verdictsOf(
  baseline: RedactedTrace,
  candidate: RedactedTrace | Answer,
  judge = createOfflineJudge(),
) {
  return judgePair(pair(baseline, candidate), judge).then(judged => judged.verdicts)
}

const missing: Answer = { kind: 'failed', reason: 'missing' }

describe('pairs with tool calls', () => {
  it('tie at 1 when all turns are equal, and have no preference', async () => {
    const verdicts = await verdictsOf(trace(cancelled), trace(cancelled))
    expect(verdicts.structured).toMatchObject({ basis: 'equality', baselineScore: 1, candidateScore: 1 })
    expect(verdicts.preference.kind).toBe('not-applicable')
  })

  it('score 0 for the side that truncates a call, whichever it is', async () => {
    const lost = await verdictsOf(trace(cancelled), trace(truncated))
    expect(lost.structured).toMatchObject({ basis: 'check', baselineScore: 1, candidateScore: 0 })
    const won = await verdictsOf(trace(truncated), trace(cancelled))
    expect(won.structured).toMatchObject({ basis: 'check', baselineScore: 0, candidateScore: 1 })
    const both = await verdictsOf(trace(truncated), trace(truncated))
    expect(both.structured).toMatchObject({ baselineScore: 0, candidateScore: 0 })
  })

  it('see a truncated call that comes after the first difference', async () => {
    const later = [
      ask,
      agent('One moment.', [call('find', { order: 7 })]),
      toolResult('found'),
      ...truncated.slice(1),
    ]
    const verdicts = await verdictsOf(trace(cancelled), trace(later))
    expect(verdicts.structured).toMatchObject({ basis: 'check', baselineScore: 1, candidateScore: 0 })
  })

  it('abstain offline from different valid calls, with another tool or other arguments', async () => {
    for (const other of [call('refund', { order: 7 }), call('cancel', { order: 8 })]) {
      const verdicts = await verdictsOf(trace(cancelled), trace([ask, agent('', [other])]))
      expect(verdicts.structured.kind).toBe('abstained')
    }
  })

  it('tie when equal calls come with other words, and go on to the first call that differs', async () => {
    const worded = [ask, agent('Sure.', [call('cancel', { order: 7 })]), toolResult('ok'), agent('Gone.')]
    expect((await verdictsOf(trace(cancelled), trace(worded))).structured).toMatchObject({
      basis: 'equality',
      candidateScore: 1,
    })
    const different = [...worded.slice(0, 3), agent('', [call('notify')])]
    expect((await verdictsOf(trace(cancelled), trace(different))).structured.kind).toBe('abstained')
  })

  it('do not apply to conversations that part through the user, though the modes are counted', async () => {
    const elsewhere = trace([user('Stop order 7'), ...truncated.slice(1)])
    const judged = await judgePair(pair(trace(cancelled), elsewhere), createOfflineJudge())
    expect(judged.verdicts.structured.kind).toBe('not-applicable')
    expect(judged.candidateModes).toEqual(['truncated-tool-call'])
  })

  it('are lost by a candidate that did not answer', async () => {
    const verdicts = await verdictsOf(trace(cancelled), missing)
    expect(verdicts.structured).toMatchObject({ basis: 'check', baselineScore: 1, candidateScore: 0 })
  })

  it('hand the judge both calls and the conversation before them', async () => {
    const questions: unknown[] = []
    const judge: Judge = {
      ...createOfflineJudge(),
      compareArguments: async question => {
        questions.push(question)
        return { kind: 'scored', baselineScore: 1, candidateScore: 0.5, reason: 'partly' }
      },
    }
    const other = call('cancel', { order: 8 })
    const verdicts = await verdictsOf(trace(cancelled), trace([ask, agent('', [other])]), judge)
    expect(verdicts.structured).toMatchObject({ basis: 'judge', baselineScore: 1, candidateScore: 0.5 })
    expect(questions).toMatchObject([
      { prefix: [ask], baselineCalls: cancel.role === 'assistant' && cancel.calls, candidateCalls: [other] },
    ])
  })
})

describe('pairs that are worded differently', () => {
  it('ask the judge about the first calls that differ, not about the first words', async () => {
    const questions: unknown[] = []
    const judge: Judge = {
      ...createOfflineJudge(),
      compareArguments: async ({ baselineCalls, candidateCalls, prefix }) => {
        questions.push([prefix.length, baselineCalls, candidateCalls])
        return { kind: 'failed', error: 'no reply' }
      },
    }
    const worded = [ask, agent('Sure.', [call('cancel', { order: 7 })]), toolResult('ok')]
    const baseline = trace([...cancelled.slice(0, 3), agent('', [call('notify')])])
    const verdicts = await verdictsOf(baseline, trace([...worded, agent('', [call('bill')])]), judge)
    expect(questions).toEqual([[3, [call('notify')], [call('bill')]]])
    expect(verdicts.structured).toEqual({ kind: 'failed', endpoint: 'structured', error: 'no reply' })
  })
})

describe('pairs with expected calls', () => {
  const expected = { calls: [{ name: 'cancel', arguments: { order: [7] }, optional: [] }] }

  it('compare both sides with what is right, not with each other', async () => {
    const wrong = trace([ask, agent('', [call('cancel', { order: 8 })])], { expected })
    const right = trace(cancelled)
    expect((await verdictsOf(wrong, right)).structured).toMatchObject({
      basis: 'expected',
      baselineScore: 0,
      candidateScore: 1,
    })
    expect((await verdictsOf(wrong, wrong)).structured).toMatchObject({ baselineScore: 0, candidateScore: 0 })
  })

  it('score a call that is as expected but breaks its schema 0', async () => {
    const parameters = { properties: { order: { type: 'string' } } }
    const tools = [{ name: 'cancel', description: undefined, parameters }]
    const verdicts = await verdictsOf(trace(cancelled, { expected, tools }), missing)
    expect(verdicts.structured).toMatchObject({ baselineScore: 0, candidateScore: 0 })
  })

  it('name wrong tools and missing calls of either side', async () => {
    const baseline = trace([ask, agent('', [call('refund')])], { expected })
    const judged = await judgePair(pair(baseline, trace([ask, agent('Done.')])), createOfflineJudge())
    expect(judged.baselineModes).toEqual(['wrong-tool'])
    expect(judged.candidateModes).toEqual(['missing-call'])
  })
})

describe('pairs of texts', () => {
  const hello = trace([user('Hi'), agent('Hello, how are you?')])

  it('tie when the texts are equal but for white space, and have no structured verdict', async () => {
    const verdicts = await verdictsOf(hello, trace([user('Hi'), agent('Hello,\nhow are you? ')]))
    expect(verdicts.preference).toMatchObject({ basis: 'equality', baselineScore: 0.5, candidateScore: 0.5 })
    expect(verdicts.structured.kind).toBe('not-applicable')
  })

  it('are decided by a failure mode on one side', async () => {
    const refusal = trace([user('Hi'), agent("I'm sorry, I can't help with that.")])
    expect((await verdictsOf(hello, refusal)).preference).toMatchObject({ basis: 'check', candidateScore: 0 })
    expect((await verdictsOf(refusal, hello)).preference).toMatchObject({ basis: 'check', candidateScore: 1 })
    expect((await verdictsOf(hello, missing)).preference).toMatchObject({ basis: 'check', candidateScore: 0 })
    expect((await verdictsOf(refusal, missing)).preference).toMatchObject({ candidateScore: 0.5 })
  })

  it('do not apply to conversations that part through the user', async () => {
    const other = trace([user('Good evening'), agent("I'm sorry, I can't help with that.")])
    expect((await verdictsOf(hello, other)).preference.kind).toBe('not-applicable')
  })

  it('are left open by the offline judge when they differ', async () => {
    expect((await verdictsOf(hello, trace([user('Hi'), agent('Hey!')]))).preference).toEqual({
      kind: 'abstained',
      endpoint: 'preference',
      reason: 'Different texts: comparing them needs a language model.',
    })
  })
})

describe('outcomes', () => {
  const ended = (outcome: number | undefined) => trace([user('Hi'), agent('Bye')], { outcome })

  it('are compared as recorded', async () => {
    expect((await verdictsOf(ended(1), ended(0.25))).outcome).toMatchObject({
      baselineScore: 1,
      candidateScore: 0.25,
    })
  })

  it('are lost by a missing candidate where the baseline succeeded and tied where it did not', async () => {
    expect((await verdictsOf(ended(1), missing)).outcome).toMatchObject({
      baselineScore: 1,
      candidateScore: 0,
    })
    expect((await verdictsOf(ended(0), missing)).outcome).toMatchObject({
      baselineScore: 0,
      candidateScore: 0,
    })
  })

  it('do not apply without a baseline outcome and are open without the candidate’s', async () => {
    expect((await verdictsOf(ended(undefined), ended(1))).outcome.kind).toBe('not-applicable')
    expect((await verdictsOf(ended(undefined), missing)).outcome.kind).toBe('not-applicable')
    expect((await verdictsOf(ended(1), ended(undefined))).outcome.kind).toBe('abstained')
  })
})

it('two sides that never answered have no outcome to compare', async () => {
  const request = trace([user('Hi'), agent('Bye')], { outcome: 1 })
  const judged = await judgePair({ ...pair(request, missing), baseline: missing }, createOfflineJudge())
  expect(judged.verdicts.outcome.kind).toBe('not-applicable')
})

describe('facts', () => {
  it('come from the baseline, whatever the candidate does', async () => {
    const baseline = trace([...cancelled, user('Thanks'), agent('', [call('bye'), call('cancel')])], {
      flags: { beta: 'on' },
      sessionId: 'session-1',
      supportFlag: { reason: redacted('wrong order') },
    })
    const { facts } = await judgePair(
      pair(baseline, trace([agent('', [call('other')])])),
      createOfflineJudge(),
    )
    expect(facts).toEqual({
      tier: 'few-steps',
      tools: ['bye', 'cancel'],
      flags: { beta: 'on' },
      contextLength: 'under-1k',
      sessionId: 'session-1',
      customerId: undefined,
      isSupportFlagged: true,
    })
  })

  it('count turns that say or do something: 1, 2 to 3, 4 and more', async () => {
    const tierOf = async (turns: number) => {
      const messages = [...Array.from({ length: turns }, () => agent('', [call('step')])), agent('')]
      return (await judgePair(pair(trace(messages), missing), createOfflineJudge())).facts.tier
    }
    expect(await Promise.all([1, 2, 3, 4].map(tierOf))).toEqual([
      'single-step',
      'few-steps',
      'few-steps',
      'multi-step',
    ])
  })

  it('take language and customer tier from the source, else the language of the words', async () => {
    const factsOf = async (texts: readonly string[], known: Partial<RedactedTrace> = {}) => {
      const [asked = '', answered = ''] = texts
      const baseline = trace([user(asked), agent(answered)], known)
      return (await judgePair(pair(baseline, missing), createOfflineJudge())).facts
    }
    const german = 'Wo ist meine Bestellung?'
    expect(await factsOf([german, 'On its way.'])).toMatchObject({ language: 'de' })
    expect(await factsOf([german], { language: 'fr', customerTier: 'free' })).toMatchObject({
      language: 'fr',
      customerTier: 'free',
    })
    // Too short a request is in the language it was answered in; nothing is guessed beyond that.
    expect(await factsOf(['A123?', 'Your order is on its way to you.'])).toMatchObject({ language: 'en' })
    expect('language' in (await factsOf(['A123?', 'ok']))).toBe(false)
  })

  it('measure the context by what the agent had to read, not by what it answered', async () => {
    const lengthOf = async (characters: number, known: Partial<RedactedTrace> = {}) => {
      const baseline = trace([user('x'.repeat(characters)), agent('y'.repeat(100_000))], known)
      return (await judgePair(pair(baseline, missing), createOfflineJudge())).facts.contextLength
    }
    expect(await Promise.all([3_999, 4_000, 16_000, 64_000].map(each => lengthOf(each)))).toEqual([
      'under-1k',
      '1k-4k',
      '4k-16k',
      '16k-and-more',
    ])
    const tools = [{ name: 'find', description: 'z'.repeat(4_000), parameters: undefined }]
    expect(await lengthOf(10, { tools })).toBe('1k-4k')
  })
})
