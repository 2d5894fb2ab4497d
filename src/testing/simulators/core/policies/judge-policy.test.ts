import { describe, expect, it } from 'vitest'
import { delimit } from '../../../../models/prompt/delimited-data.ts'
import { JUDGE_DATA } from '../../../../models/prompt/judge-data.ts'
import type { AnswerRequest } from '../answer.ts'
import { type JudgePolicyOptions, judgePolicy, type ShownPair } from './judge-policy.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'
const WORDS = ['first', 'second', 'tie']

function question(first: string, second: string, seed: string, words = WORDS): AnswerRequest {
  const blocks = [
    delimit(JUDGE_DATA.user, 'Which?', TOKEN),
    delimit(JUDGE_DATA.first, first, TOKEN),
    delimit(JUDGE_DATA.second, second, TOKEN),
  ]
  return {
    provider: 'simulated',
    model: 'judge',
    system: '',
    messages: [{ role: 'user', text: blocks.join('\n') }],
    tools: [],
    schema: {
      type: 'object',
      properties: { reason: { type: 'string' }, choice: { type: 'string', enum: words } },
      required: ['reason', 'choice'],
      additionalProperties: false,
    },
    temperature: undefined,
    maxOutputTokens: undefined,
    seed,
  }
}

async function choiceOf(options: JudgePolicyOptions, request: AnswerRequest): Promise<unknown> {
  const plan = await judgePolicy(options)(request)
  return plan.kind === 'answer' ? JSON.parse(plan.text).choice : plan
}

/** The share of 800 pairs `good n` / `bad n` that get this choice, each shown in the given order. */
async function share(options: Omit<JudgePolicyOptions, 'truth'>, isGoodFirst: boolean, word: string) {
  const truth = ({ first }: ShownPair): string => (first.startsWith('good') ? 'first' : 'second')
  let count = 0
  for (let n = 0; n < 800; n += 1) {
    const [first, second] = isGoodFirst ? [`good ${n}`, `bad ${n}`] : [`bad ${n}`, `good ${n}`]
    const choice = await choiceOf({ ...options, truth }, question(first, second, `seed ${n}`))
    if (choice === word) count += 1
  }
  return count / 800
}

describe('a judge of known quality', () => {
  it('is right as often as its accuracy says, in either order', async () => {
    expect(await share({ accuracy: 0.8 }, true, 'first')).toBeCloseTo(0.8, 1)
    expect(await share({ accuracy: 0.8 }, false, 'second')).toBeCloseTo(0.8, 1)
  })

  it('repeats its mistakes when it is asked again, also in the other order', async () => {
    const truth = ({ first }: ShownPair): string => (first.startsWith('good') ? 'first' : 'second')
    for (let n = 0; n < 100; n += 1) {
      const options = { truth, accuracy: 0.5 }
      const shown = await choiceOf(options, question(`good ${n}`, `bad ${n}`, 'one vote'))
      const swapped = await choiceOf(options, question(`bad ${n}`, `good ${n}`, 'another vote'))
      expect([shown, swapped]).not.toEqual([shown, shown])
    }
  })

  it('prefers what is shown first as often as its bias says', async () => {
    expect(await share({ positionBias: 0.3 }, false, 'first')).toBeCloseTo(0.3, 1)
    expect(await share({ positionBias: 0.3 }, true, 'first')).toBe(1)
  })

  it('gives any of the choices where it is noisy', async () => {
    expect(await share({ noise: 0.6 }, true, 'tie')).toBeCloseTo(0.2, 1)
    expect(await share({ noise: 0.6 }, true, 'second')).toBeCloseTo(0.2, 1)
  })
})

it('a biased judge of arguments keeps the degree of difference', async () => {
  const words = ['equivalent', 'partly-first', 'partly-second', 'partly-neither', 'different-neither']
  const choice = (right: string) =>
    choiceOf({ truth: () => right, positionBias: 1 }, question('[1]', '[2]', 's', words))
  expect(await choice('partly-second')).toBe('partly-first')
  expect(await choice('partly-neither')).toBe('partly-first')
  expect(await choice('different-neither')).toBe('different-neither')
  expect(await choice('equivalent')).toBe('equivalent')
})

it.each([
  ['a truth that is no choice', { truth: () => 'better' }, question('a', 'b', 's')],
  ['a question without a pair', { truth: () => 'tie' }, { ...question('a', 'b', 's'), messages: [] }],
  ['a schema without choices', { truth: () => 'tie' }, { ...question('a', 'b', 's'), schema: {} }],
])('%s fails the call', async (_what, options, request) => {
  expect(await choiceOf(options, request)).toMatchObject({ kind: 'failed' })
})
