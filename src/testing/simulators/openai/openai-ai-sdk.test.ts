import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { describe, expect, it } from 'vitest'
import { callsAnswer, jsonAnswer, textAnswer } from '../core/answer.ts'
import { KEY, startOpenAi } from './__fixtures__/start-openai.ts'

const SCHEMA = {
  type: 'object',
  properties: { score: { type: 'integer' } },
  required: ['score'],
  additionalProperties: false,
} as const

type Prompt = Parameters<ReturnType<typeof modelsOf>['chat']['doGenerate']>[0]['prompt']

const ASKED: Prompt = [{ role: 'user', content: [{ type: 'text', text: 'Where is it?' }] }]

const CONVERSATION: Prompt = [
  { role: 'system', content: 'Help.' },
  ...ASKED,
  {
    role: 'assistant',
    content: [
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'look_up', input: { score: 7 } },
    ],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 'c1', toolName: 'look_up', output: { type: 'text', value: 'here' } },
    ],
  },
]

/** The three ways of the AI SDK to the same service. */
function modelsOf(baseURL: string) {
  const openai = createOpenAI({ apiKey: KEY, baseURL })
  const compatible = createOpenAICompatible({
    name: 'compatible',
    apiKey: KEY,
    baseURL,
    supportsStructuredOutputs: true,
  })
  return {
    chat: openai.chat('gpt-5-mini'),
    responses: openai.responses('gpt-5-mini'),
    compatible: compatible.chatModel('gpt-4.1'),
  }
}

describe.each(['chat', 'responses', 'compatible'] as const)('by the %s model of the AI SDK', way => {
  it('structured output arrives, with usage', async () => {
    await using openai = await startOpenAi(request =>
      jsonAnswer({ score: request.schema === undefined ? 0 : 4 }, 16),
    )
    const { content, usage, response } = await modelsOf(openai.baseURL)[way].doGenerate({
      prompt: ASKED,
      responseFormat: { type: 'json', schema: SCHEMA, name: 'verdict' },
      maxOutputTokens: 100,
    })
    expect(content.at(-1)).toMatchObject({ type: 'text', text: '{"score":4}' })
    const isReasoning = way !== 'compatible'
    expect([usage.outputTokens.total, usage.outputTokens.reasoning]).toEqual(isReasoning ? [19, 16] : [3, 0])
    expect(response?.modelId).toBe(isReasoning ? 'gpt-5-mini-2025-08-07' : 'gpt-4.1-2025-04-14')
  })

  it('a conversation with a tool reaches the policy whole, and a call comes back', async () => {
    const seen: unknown[] = []
    await using openai = await startOpenAi(request => {
      seen.push(request.system, request.messages)
      return callsAnswer([{ name: 'look_up', arguments: '{"score":8}' }])
    })
    const { content, finishReason } = await modelsOf(openai.baseURL)[way].doGenerate({
      prompt: CONVERSATION,
      tools: [{ type: 'function', name: 'look_up', inputSchema: SCHEMA }],
    })
    expect(finishReason.unified).toBe('tool-calls')
    expect(content).toMatchObject([{ type: 'tool-call', toolName: 'look_up', input: '{"score":8}' }])
    expect(seen).toEqual([
      'Help.',
      [
        { role: 'user', text: 'Where is it?' },
        {
          role: 'assistant',
          text: 'I look.',
          calls: [{ id: 'c1', name: 'look_up', arguments: '{"score":7}' }],
        },
        { role: 'tool', callId: 'c1', toolName: 'look_up', text: 'here', isError: false },
      ],
    ])
  })

  it('what does not fit into the output is cut', async () => {
    await using openai = await startOpenAi(() => textAnswer('x'.repeat(200)))
    const { content, finishReason } = await modelsOf(openai.baseURL)[way].doGenerate({
      prompt: ASKED,
      maxOutputTokens: 20,
    })
    expect(finishReason.unified).toBe('length')
    expect(content).toMatchObject([{ type: 'text', text: 'x'.repeat(80) }])
  })

  it('a filtered answer is told from a whole one', async () => {
    await using openai = await startOpenAi(() => ({ kind: 'blocked' }))
    const { finishReason } = await modelsOf(openai.baseURL)[way].doGenerate({ prompt: ASKED })
    expect(finishReason.unified).toBe('content-filter')
  })

  it('an exhausted quota is a 429 whose words say so', async () => {
    await using openai = await startOpenAi(undefined, {
      faults: [{ endpoint: '*', when: { every: 1 }, kind: 'quota-exhausted' }],
    })
    const failed = modelsOf(openai.baseURL)[way].doGenerate({ prompt: ASKED })
    await expect(failed).rejects.toMatchObject({
      statusCode: 429,
      responseBody: expect.stringContaining('"code":"insufficient_quota"'),
    })
  })
})

it('a failed status within a 200 fails the call by the responses model', async () => {
  await using openai = await startOpenAi(() => ({ kind: 'failed', message: 'It broke.' }))
  const failed = modelsOf(openai.baseURL).responses.doGenerate({ prompt: ASKED })
  await expect(failed).rejects.toThrow('It broke.')
  expect(openai.simulator.requests.records.map(record => record.status)).toEqual([200])
})

it('the AI SDK embeds, in order and in unit length', async () => {
  await using openai = await startOpenAi()
  const { baseURL } = openai
  const models = [
    createOpenAI({ apiKey: KEY, baseURL }).embedding('text-embedding-3-small'),
    createOpenAICompatible({ name: 'compatible', apiKey: KEY, baseURL }).embeddingModel(
      'text-embedding-3-small',
    ),
  ]
  for (const model of models) {
    const both = await model.doEmbed({ values: ['a', 'b'] })
    const second = await model.doEmbed({ values: ['b'] })
    expect(both.embeddings[1]).toEqual(second.embeddings[0])
    expect(both.usage?.tokens).toBe(2)
    expect(Math.hypot(...(both.embeddings[0] ?? []))).toBeCloseTo(1, 6)
  }
})

it('the AI SDK puts questions to the Decisions API', async () => {
  await using openai = await startOpenAi(() => jsonAnswer({ choice: 'B' }))
  const model = createOpenAI({ apiKey: KEY, baseURL: openai.baseURL }).decisionModel('gpt-6-luna')
  const { answers } = await model.doDecide({
    state: [
      { type: 'text', text: 'Two answers.' },
      { type: 'json', value: { a: 1 } },
    ],
    questions: {
      winner: { type: 'choice', instructions: 'Which?', criteria: { A: 'the first', B: 'the second' } },
    },
  })
  expect(answers.winner).toMatchObject({ type: 'choice', choice: 'B' })
})
