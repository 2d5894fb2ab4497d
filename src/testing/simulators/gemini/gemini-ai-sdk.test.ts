import { createGoogle } from '@ai-sdk/google'
import { expect, it } from 'vitest'
import { callsAnswer, jsonAnswer, textAnswer } from '../core/answer.ts'
import { KEY, startGemini } from './__fixtures__/start-gemini.ts'

type Gemini = Awaited<ReturnType<typeof startGemini>>

function googleOf({ baseUrl }: Gemini) {
  return createGoogle({ apiKey: KEY, baseURL: `${baseUrl}/v1beta` })
}

type Prompt = Parameters<ReturnType<ReturnType<typeof googleOf>>['doGenerate']>[0]['prompt']

const SCHEMA = {
  type: 'object',
  properties: { score: { type: 'integer' } },
  required: ['score'],
  additionalProperties: false,
} as const

const ASKED: Prompt = [{ role: 'user', content: [{ type: 'text', text: 'Where is it?' }] }]

const CONVERSATION: Prompt = [
  ...ASKED,
  {
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look_up', input: { score: 7 } }],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 'c1', toolName: 'look_up', output: { type: 'text', value: 'here' } },
    ],
  },
]

it('structured output arrives, with thoughts in the output tokens', async () => {
  await using gemini = await startGemini(() => jsonAnswer({ score: 4 }, 16))
  const { content, usage } = await googleOf(gemini)('gemini-2.5-flash').doGenerate({
    prompt: [{ role: 'system', content: 'Judge.' }, ...ASKED],
    responseFormat: { type: 'json', schema: SCHEMA },
    temperature: 0,
  })
  expect(content).toMatchObject([{ type: 'text', text: '{"score":4}' }])
  expect([usage.outputTokens.total, usage.outputTokens.reasoning]).toEqual([19, 16])
})

it.each(['gemini-2.5-flash', 'gemini-3.5-flash'])(
  'a recorded conversation with a tool is taken by %s',
  async id => {
    const seen: unknown[] = []
    await using gemini = await startGemini(request => {
      seen.push(request.messages.map(message => [message.role, 'callId' in message ? message.callId : '']))
      return callsAnswer([{ name: 'look_up', arguments: '{"score":8}' }])
    })
    const { content, finishReason } = await googleOf(gemini)(id).doGenerate({
      prompt: CONVERSATION,
      tools: [{ type: 'function', name: 'look_up', inputSchema: SCHEMA }],
    })
    expect(finishReason.unified).toBe('tool-calls')
    expect(content).toMatchObject([{ type: 'tool-call', toolName: 'look_up', input: '{"score":8}' }])
    expect(seen).toEqual([
      [
        ['user', ''],
        ['assistant', ''],
        ['tool', 'c1'],
      ],
    ])
  },
)

it.each([
  ['a cut answer', () => textAnswer('x'.repeat(200), 10), 'length', ['x'.repeat(40)]],
  ['an answer that thinking has used up', () => textAnswer('x', 500), 'length', []],
  ['a filtered answer', () => ({ kind: 'refusal', explanation: 'no' }) as const, 'content-filter', []],
  ['a blocked prompt', () => ({ kind: 'blocked' }) as const, 'content-filter', []],
  ['a malformed call', () => callsAnswer([{ name: 'f', arguments: '{' }]), 'error', []],
])('%s is told by its finish reason', async (_what, policy, finish, texts) => {
  await using gemini = await startGemini(policy)
  const { content, finishReason } = await googleOf(gemini)('gemini-2.5-flash').doGenerate({
    prompt: ASKED,
    maxOutputTokens: 20,
  })
  expect(finishReason.unified).toBe(finish)
  expect(content.map(part => (part.type === 'text' ? part.text : part.type))).toEqual(texts)
})

it('single and several texts are embedded, the same text to the same vector', async () => {
  await using gemini = await startGemini()
  const model = googleOf(gemini).embedding('gemini-embedding-001')
  const both = await model.doEmbed({ values: ['a', 'b'] })
  const one = await model.doEmbed({ values: ['b'] })
  expect(one.embeddings[0]).toEqual(both.embeddings[1])
  expect(both.embeddings[0]).not.toEqual(both.embeddings[1])
})

it('an error keeps its status and its details', async () => {
  await using gemini = await startGemini(undefined, {
    faults: [{ endpoint: 'generate', when: { call: 1 }, kind: 'rate-limit', retryAfter: '17' }],
  })
  const failed = googleOf(gemini)('gemini-2.5-flash').doGenerate({ prompt: ASKED })
  await expect(failed).rejects.toMatchObject({
    statusCode: 429,
    responseBody: expect.stringContaining('"retryDelay":"17s"'),
  })
})
