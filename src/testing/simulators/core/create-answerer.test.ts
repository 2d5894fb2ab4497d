import { describe, expect, it } from 'vitest'
import { type AnswerPlan, callsAnswer, textAnswer } from './answer.ts'
import { createAnswerer, outputTokensOf } from './create-answerer.ts'

const REQUEST = {
  provider: 'simulated',
  model: 'm',
  system: '',
  messages: [{ role: 'user', text: 'hello' }],
  tools: [],
  schema: undefined,
  temperature: undefined,
  maxOutputTokens: undefined,
} as const

function answered(plan: AnswerPlan, maxOutputTokens: number): Promise<AnswerPlan> {
  return createAnswerer(() => plan, 'seed').answer({ ...REQUEST, maxOutputTokens })
}

it('the seeds of equal requests differ, and do not depend on what was asked between', async () => {
  const seeds: string[] = []
  const ask = createAnswerer(request => {
    seeds.push(request.seed)
    return textAnswer('')
  }, 'seed')
  const other = { ...REQUEST, system: 'other' }
  for (const request of [REQUEST, other, REQUEST]) await ask.answer(request)
  const again = createAnswerer(request => {
    seeds.push(request.seed)
    return textAnswer('')
  }, 'seed')
  for (const request of [REQUEST, REQUEST, other]) await again.answer(request)
  expect(seeds.slice(3)).toEqual([seeds[0], seeds[2], seeds[1]])
  expect(new Set(seeds).size).toBe(3)
})

describe('the token limit', () => {
  it('leaves an answer that just fits as it is', async () => {
    const plan = textAnswer('12345678', 3)
    expect(await answered(plan, 5)).toEqual(plan)
  })

  it('is used up by reasoning first', async () => {
    const cut = await answered(textAnswer('12345678', 64), 64)
    expect(cut).toEqual({ kind: 'answer', text: '', calls: [], finish: 'length', reasoningTokens: 64 })
  })

  it('cuts a call in the midst of its arguments', async () => {
    const plan = callsAnswer([{ name: 'book', arguments: '{"city":"Rome","nights":3}' }])
    const cut = await answered(plan, 4)
    expect(cut).toMatchObject({ finish: 'length', calls: [{ name: 'book', arguments: '{"city":"Rom' }] })
    expect(outputTokensOf(cut)).toBe(4)
  })
})
