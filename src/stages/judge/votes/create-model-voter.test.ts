import { describe, expect, it } from 'vitest'
import { InterruptedError } from '../../../errors/interrupted-error.ts'
import { ProviderError, type ProviderErrorReason } from '../../../errors/provider-error.ts'
import type { ModelReply } from '../../../models/language-model.ts'
import { readDelimited } from '../../../models/prompt/delimited-data.ts'
import type { Vote, VoteOrder } from '../../../records/vote.ts'
import { redacted, trace } from '../__fixtures__/traces.ts'
import {
  argumentRubric,
  callQuestion,
  scriptedModel,
  textQuestion,
  textRubric,
} from '../__fixtures__/voting.ts'
import { createModelVoter } from './create-model-voter.ts'

const rubrics = { texts: textRubric(), arguments: argumentRubric() }
const texts = { kind: 'texts', ...textQuestion() } as const
const calls = { kind: 'arguments', ...callQuestion() } as const

function voterOf(reply: Partial<ModelReply> | Error) {
  let tokens = 0
  let nowMs = 100
  const model = scriptedModel(() => {
    if (reply instanceof Error) throw reply
    return reply
  })
  const voter = createModelVoter({
    model,
    rubrics,
    temperature: 0.3,
    newToken: () => String(tokens++).padStart(32, '0'),
    nowMs: () => {
      nowMs += 5
      return nowMs
    },
  })
  return { model, voter }
}

async function resultOf(
  choice: unknown,
  order: VoteOrder,
  question: typeof texts | typeof calls = texts,
): Promise<Vote['result']> {
  const { voter } = voterOf({ answer: { choice: String(choice), reason: 'because' } })
  return (await voter.vote({ question, order, index: 0 })).result
}

describe('a vote on texts', () => {
  it.each([
    ['first', 'candidate-first', 'candidate'],
    ['second', 'candidate-first', 'baseline'],
    ['first', 'baseline-first', 'baseline'],
    ['second', 'baseline-first', 'candidate'],
    ['tie', 'candidate-first', 'tie'],
    ['tie', 'baseline-first', 'tie'],
  ] as const)('of %s, shown %s, is one for %s', async (word, order, choice) => {
    expect(await resultOf(word, order)).toEqual({ kind: 'chosen', choice, reason: 'because' })
  })

  it('shows the sides in the order asked for', async () => {
    const { model, voter } = voterOf({ answer: { choice: 'tie', reason: '' } })
    await voter.vote({ question: texts, order: 'candidate-first', index: 0 })
    await voter.vote({ question: texts, order: 'baseline-first', index: 1 })
    const prompts = model.requests.map(({ messages }) => messages[0]?.text ?? '')
    expect(prompts.map(prompt => readDelimited(prompt, 'first'))).toEqual([
      'the candidate text',
      'the baseline text',
    ])
  })

  it('asks with a system message that is equal for all questions, a token that never is, and the schema', async () => {
    const { model, voter } = voterOf({ answer: { choice: 'tie', reason: '' } })
    await voter.vote({ question: texts, order: 'candidate-first', index: 0 })
    await voter.vote({ question: { ...texts, candidateText: 'other' }, order: 'candidate-first', index: 2 })
    const [first, second] = model.requests
    expect(first).toMatchObject({
      purpose: 'judge',
      temperature: 0.3,
      cachePrefix: true,
      answerSchema: { schema: { required: ['reason', 'choice'] } },
    })
    expect(second?.system).toBe(first?.system)
    const tokensIn = (text: string | undefined) => [...new Set(text?.match(/[0-9a-f]{32}/g))]
    expect(tokensIn(first?.messages[0]?.text)).toEqual(['0'.repeat(32)])
    expect(tokensIn(second?.messages[0]?.text)).toEqual([`${'0'.repeat(31)}1`])
  })

  it('that answers a flagged request is asked by the rubric for those, when there is one', async () => {
    const request = trace(texts.request.messages, { supportFlag: { reason: redacted('wrong currency') } })
    const model = scriptedModel(() => ({ answer: { choice: 'tie', reason: '' } }))
    const options = { model, temperature: 0, newToken: () => '0'.repeat(32), nowMs: () => 0 }
    const flagged = textRubric('flagged-failure-recurrence')
    const question = { ...texts, request }
    await createModelVoter({ ...options, rubrics }).vote({ question, order: 'candidate-first', index: 0 })
    const withFlagged = createModelVoter({ ...options, rubrics: { ...rubrics, flagged }, purpose: 'control' })
    await withFlagged.vote({ question, order: 'candidate-first', index: 0 })
    expect(model.requests.map(({ purpose }) => purpose)).toEqual(['judge', 'control'])
    expect(model.requests.map(({ system }) => system?.includes('avoids\nthat failure'))).toEqual([
      false,
      true,
    ])
  })
})

describe('a vote on arguments', () => {
  it.each([
    ['equivalent', 'candidate-first', 'equivalent', undefined],
    ['partly-first', 'candidate-first', 'partly', 'candidate'],
    ['partly-second', 'candidate-first', 'partly', 'baseline'],
    ['partly-neither', 'baseline-first', 'partly', undefined],
    ['different-first', 'baseline-first', 'different', 'baseline'],
    ['different-second', 'baseline-first', 'different', 'candidate'],
    ['different-neither', 'candidate-first', 'different', undefined],
  ] as const)('of %s, shown %s, is %s with %s the better', async (word, order, choice, better) => {
    const expected = {
      kind: 'chosen',
      choice,
      reason: 'because',
      ...(better === undefined ? {} : { better }),
    }
    expect(await resultOf(word, order, calls)).toEqual(expected)
  })
})

describe('a reply of no use', () => {
  it.each([
    ['a refusal', { finish: 'refusal' }, 'refusal'],
    ['a reply that was cut off', { finish: 'length', answer: { choice: 'first', reason: '' } }, 'truncated'],
    ['a blocked reply', { finish: 'content-filter' }, 'blocked'],
    ['no answer', {}, 'schema'],
    ['an answer that is no object', { answer: 'first' }, 'schema'],
    ['a word of another rubric', { answer: { choice: 'equivalent', reason: '' } }, 'schema'],
    ['a side instead of a place', { answer: { choice: 'candidate', reason: '' } }, 'schema'],
    ['a choice that is no text', { answer: { choice: { first: true }, reason: '' } }, 'schema'],
  ] as const)('is an unusable vote with what it cost: %s', async (_, reply, why) => {
    const vote = await voterOf(reply).voter.vote({ question: texts, order: 'candidate-first', index: 1 })
    expect(vote.result).toMatchObject({ kind: 'unusable', why })
    expect(vote).toMatchObject({
      judge: 'fake/judge-1',
      index: 1,
      costPicoUsd: 1_000,
      latencyMs: 7,
      cached: 'no',
    })
  })
})

function providerError(reason: ProviderErrorReason, mayBeBilled = false): ProviderError {
  return new ProviderError('the call failed', { provider: 'fake', reason, isRetryable: false, mayBeBilled })
}

describe('a call that fails', () => {
  it.each([
    ['that was never charged costs nothing', false, 0],
    ['that may be charged costs nobody knows what', true, undefined],
  ] as const)('%s', async (_, mayBeBilled, costPicoUsd) => {
    const { voter } = voterOf(providerError('timeout', mayBeBilled))
    const vote = await voter.vote({ question: texts, order: 'candidate-first', index: 0 })
    expect(vote.result).toEqual({ kind: 'unusable', why: 'unreachable', detail: 'the call failed' })
    expect(vote).toMatchObject({ costPicoUsd, latencyMs: 5, usage: undefined })
  })

  it.each([
    ['for want of a valid key', providerError('auth')],
    [
      'that no further call would get through either',
      new ProviderError('out', { provider: 'p', reason: 'unavailable', isRetryable: false, endsRun: true }),
    ],
    ['for a reason that is not the provider', new InterruptedError('stopped')],
  ])('stops the run %s', async (_, error) => {
    const { voter } = voterOf(error)
    await expect(voter.vote({ question: texts, order: 'candidate-first', index: 0 })).rejects.toBe(error)
  })

  it('because the run was aborted stops it, whatever the model made of the abort', async () => {
    const controller = new AbortController()
    const stop = new InterruptedError('stopped')
    controller.abort(stop)
    const { voter } = voterOf(providerError('timeout'))
    const { signal } = controller
    await expect(
      voter.vote({ question: texts, order: 'candidate-first', index: 0 }, { signal }),
    ).rejects.toBe(stop)
  })
})
