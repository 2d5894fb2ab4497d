import { createAnthropic } from '@ai-sdk/anthropic'
import { describe, expect, it } from 'vitest'
import { createGuardedFetch } from '../../../models/egress/guarded-fetch.ts'
import { costOf } from '../../../models/prices/cost-of.ts'
import { priceRowOf } from '../../../models/prices/price-of.ts'
import { shippedPrices } from '../../../models/prices/shipped-prices.ts'
import { createSdkLanguageModel } from '../../../models/sdk/create-sdk-language-model.ts'
import { callsAnswer, textAnswer } from '../core/answer.ts'
import { fixedAnswer } from '../core/policies/simple-policies.ts'
import { startAnthropic } from './__fixtures__/start-anthropic.ts'

const SCHEMA = {
  type: 'object',
  properties: { choice: { type: 'string', enum: ['first', 'second'] } },
  required: ['choice'],
  additionalProperties: false,
} as const

const PROMPT = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Which?' }] }]

describe('the AI SDK’s provider package, as it comes', () => {
  const modelOf = (baseUrl: string, model: string) =>
    createAnthropic({ apiKey: 'sk-ant-test', baseURL: `${baseUrl}/v1` }).languageModel(model)

  it.each(['claude-sonnet-4-6', 'claude-sonnet-5-5'])('%s answers in JSON of a schema', async name => {
    await using anthropic = await startAnthropic()
    const { content, usage, response } = await modelOf(anthropic.baseUrl, name).doGenerate({
      prompt: PROMPT,
      responseFormat: { type: 'json', schema: SCHEMA },
    })
    expect(content).toEqual([{ type: 'text', text: '{"choice":"first"}' }])
    expect(response?.modelId).toBe(name)
    expect(usage.outputTokens.total).toBe(anthropic.billing.charges[0]?.usage.outputTokens)
    expect(anthropic.requests.records[0]?.headers['anthropic-version']).toBe('2023-06-01')
  })

  it('an agent calls its tool and goes on with the result', async () => {
    await using anthropic = await startAnthropic({
      policy: ({ messages }) => {
        const last = messages.at(-1)
        return last?.role === 'tool'
          ? textAnswer(`${last.toolName} says ${last.text}`)
          : callsAnswer([{ name: 'weather', arguments: '{"choice":"first"}' }])
      },
    })
    const model = modelOf(anthropic.baseUrl, 'claude-sonnet-5-5')
    const tools = [{ type: 'function' as const, name: 'weather', inputSchema: SCHEMA }]
    const first = await model.doGenerate({ prompt: PROMPT, tools })
    const call = first.content.find(part => part.type === 'tool-call')
    expect([call?.toolName, call?.input, first.finishReason.unified]).toEqual([
      'weather',
      '{"choice":"first"}',
      'tool-calls',
    ])
    const toolCallId = call?.toolCallId ?? ''
    const asked = { type: 'tool-call' as const, toolCallId, toolName: 'weather', input: { choice: 'first' } }
    const output = { type: 'text' as const, value: 'sun' }
    const answered = { type: 'tool-result' as const, toolCallId, toolName: 'weather', output }
    const second = await model.doGenerate({
      prompt: [...PROMPT, { role: 'assistant', content: [asked] }, { role: 'tool', content: [answered] }],
      tools,
    })
    expect(second.content).toEqual([{ type: 'text', text: 'weather says sun' }])
  })
})

it('our own adapter counts and prices every kind of token as the simulator bills it', async () => {
  const plan = { kind: 'answer', text: 'done', calls: [], finish: 'stop', reasoningTokens: 77 } as const
  await using anthropic = await startAnthropic({ policy: fixedAnswer(plan) })
  const baseUrl = `${anthropic.baseUrl}/v1`
  const model = createSdkLanguageModel({
    provider: 'anthropic',
    model: 'claude-haiku-4-5',
    apiKey: 'sk-ant-test',
    baseUrl,
    fetch: createGuardedFetch({ provider: 'anthropic', baseUrl }),
    nowMs: anthropic.clock.nowMs,
  })
  let ours = 0
  for (const text of ['one', 'two']) {
    const reply = await model.generate({
      purpose: 'judge',
      system: 'r'.repeat(20_000),
      messages: [{ role: 'user', text }],
      maxOutputTokens: 2048,
      cachePrefix: true,
    })
    const row = priceRowOf(shippedPrices(), 'anthropic', reply.resolvedModel ?? '', anthropic.clock.nowMs())
    if (reply.usage !== undefined && row !== undefined) ours += costOf(reply.usage, row) ?? Number.NaN
  }
  const [write, read] = anthropic.billing.charges.map(charge => charge.usage)
  expect([write?.cacheWriteTokens, read?.cacheReadTokens]).toEqual([{ '5m': 5000 }, 5000])
  expect(ours).toBe(anthropic.billing.totalPicoUsd())
})
