import { describe, expect, it } from 'vitest'
import { sendJson } from '../__fixtures__/serve.ts'
import type { SdkProvider } from '../language/model-capabilities.ts'
import { answerReply } from './__fixtures__/replies.ts'
import { AGENT_REQUEST, JUDGE_REQUEST } from './__fixtures__/requests.ts'
import { sdkWorkbench } from './__fixtures__/workbench.ts'

const MODELS: { readonly [provider in SdkProvider]: string } = {
  anthropic: 'claude-sonnet-4-6',
  openai: 'gpt-5-mini',
  google: 'gemini-2.5-flash',
  'openai-compatible': 'llama-4',
}
const PROVIDERS = Object.keys(MODELS) as SdkProvider[]
const ANSWER = '{"winner":"tie","reason":"same","note":null}'

async function replyTo(provider: SdkProvider, body: object, request = JUDGE_REQUEST) {
  await using bench = await sdkWorkbench(provider, MODELS[provider], (_received, response) =>
    sendJson(response, 200, body),
  )
  return await bench.model.generate(request)
}

const USAGES = {
  anthropic: {
    inputTokens: 120,
    cacheReadTokens: 1800,
    cacheWriteTokens: { '5m': 10, '1h': 20 },
    outputTokens: 41,
    reasoningTokens: 11,
  },
  openai: {
    inputTokens: 120,
    cacheReadTokens: 1792,
    cacheWriteTokens: { '30m': 8 },
    outputTokens: 41,
    reasoningTokens: 7,
  },
  google: {
    inputTokens: 128,
    cacheReadTokens: 1792,
    cacheWriteTokens: {},
    outputTokens: 161,
    reasoningTokens: 120,
  },
  'openai-compatible': {
    inputTokens: 40,
    cacheReadTokens: 60,
    cacheWriteTokens: {},
    outputTokens: 41,
    reasoningTokens: 5,
  },
}

describe.each(PROVIDERS)('an answer of %s', provider => {
  it('has its JSON validated, null read as left out, thoughts kept out of the text, its usage and model', async () => {
    expect(await replyTo(provider, answerReply(provider, ANSWER))).toEqual({
      text: ANSWER,
      calls: [],
      answer: { winner: 'tie', reason: 'same' },
      finish: 'stop',
      finishWord: { anthropic: 'end_turn', openai: 'completed', google: 'STOP', 'openai-compatible': 'stop' }[
        provider
      ],
      usage: USAGES[provider],
      resolvedModel: {
        anthropic: 'claude-sonnet-4-6',
        openai: 'gpt-5-mini-2025-08-07',
        google: 'gemini-2.5-flash',
        'openai-compatible': 'llama-4',
      }[provider],
      costPicoUsd: undefined,
      isCostEstimated: false,
      latencyMs: 125,
    })
  })

  it.each([
    ['with a choice that is none', '{"winner":"C","reason":"x","note":null}'],
    ['with a reason that is too long', `{"winner":"A","reason":"${'x'.repeat(41)}","note":null}`],
    ['with a part missing', '{"winner":"A","note":null}'],
    ['with something added', '{"winner":"A","reason":"x","note":null,"score":5}'],
    ['inside a sentence', `Here it is: ${ANSWER}`],
    ['inside a code block', `\`\`\`json\n${ANSWER}\n\`\`\``],
    ['cut short', ANSWER.slice(0, -2)],
    ['of nothing', ''],
  ])('%s is text and no answer', async (_what, text) => {
    const reply = await replyTo(provider, answerReply(provider, text))
    expect(reply.answer).toBeUndefined()
    expect(reply.text).toBe(text)
    expect(reply.usage).toEqual(USAGES[provider])
  })

  it('without a count of tokens has no usage and says that its cost is estimated', async () => {
    const none =
      provider === 'anthropic'
        ? { usage: { input_tokens: 1, output_tokens: 1e300 } }
        : { usage: undefined, usageMetadata: undefined }
    const reply = await replyTo(provider, answerReply(provider, ANSWER, none))
    expect([reply.usage, reply.isCostEstimated]).toEqual([undefined, true])
  })
})

const responseText = (type: string, text: string) => [
  {
    type: 'message',
    id: 'm',
    role: 'assistant',
    status: 'completed',
    content: [type === 'refusal' ? { type, refusal: text } : { type, text, annotations: [] }],
  },
]
const choice = (finish_reason: string, message: object) => ({
  choices: [{ index: 0, finish_reason, message: { role: 'assistant', ...message } }],
})
const candidate = (finishReason: string, content: object | undefined) => ({
  candidates: [{ finishReason, index: 0, ...(content === undefined ? {} : { content }) }],
})
const blocked = { candidates: undefined, promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }

describe('an answer that cannot be used', () => {
  // The text is a valid answer every time, so that only the ending can make it unusable.
  it.each([
    [
      'anthropic',
      { stop_reason: 'refusal', stop_details: { type: 'refusal', category: null } },
      'refusal',
      'refusal',
    ],
    ['anthropic', { stop_reason: 'max_tokens' }, 'length', 'max_tokens'],
    [
      'anthropic',
      { stop_reason: 'model_context_window_exceeded' },
      'length',
      'model_context_window_exceeded',
    ],
    ['anthropic', { stop_reason: 'pause_turn' }, 'other', 'pause_turn'],
    ['anthropic', { stop_reason: 'something_new' }, 'other', 'something_new'],
    ['openai', { output: responseText('refusal', ANSWER) }, 'refusal', 'refusal'],
    [
      'openai',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      'length',
      'max_output_tokens',
    ],
    [
      'openai',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      'content-filter',
      'content_filter',
    ],
    ['google', candidate('MAX_TOKENS', undefined), 'length', 'MAX_TOKENS'],
    ['google', candidate('SAFETY', { role: 'model', parts: [{ text: ANSWER }] }), 'content-filter', 'SAFETY'],
    ['google', candidate('MALFORMED_FUNCTION_CALL', undefined), 'other', 'MALFORMED_FUNCTION_CALL'],
    ['google', blocked, 'content-filter', 'PROHIBITED_CONTENT'],
    ['openai-compatible', choice('stop', { content: null, refusal: ANSWER }), 'refusal', 'stop'],
    ['openai-compatible', choice('length', { content: ANSWER }), 'length', 'length'],
    ['openai-compatible', choice('content_filter', { content: ANSWER }), 'content-filter', 'content_filter'],
    ['openai-compatible', choice('eos', { content: ANSWER }), 'other', 'eos'],
  ] as const)(
    'of %s with %o ends by %s and has been paid for',
    async (provider, change, finish, finishWord) => {
      const reply = await replyTo(provider, answerReply(provider, ANSWER, change))
      expect(reply).toMatchObject({ finish, finishWord, answer: undefined, usage: USAGES[provider] })
    },
  )
})

describe('tool calls', () => {
  it.each([
    [
      'anthropic',
      {
        content: [{ type: 'tool_use', id: 't1', name: 'find', input: { city: 'Lyon' } }],
        stop_reason: 'tool_use',
      },
      '{"city":"Lyon"}',
    ],
    [
      'openai',
      {
        output: [
          {
            type: 'function_call',
            id: 'f',
            call_id: 't1',
            name: 'find',
            arguments: '{"city": "Lyo',
            status: 'completed',
          },
        ],
      },
      '{"city": "Lyo',
    ],
    [
      'google',
      candidate('STOP', {
        role: 'model',
        parts: [{ functionCall: { id: 't1', name: 'find', args: { city: 'Lyon' } } }],
      }),
      '{"city":"Lyon"}',
    ],
    [
      'openai-compatible',
      choice('tool_calls', {
        content: null,
        tool_calls: [{ id: 't1', type: 'function', function: { name: 'find', arguments: '{"city": "Lyo' } }],
      }),
      '{"city": "Lyo',
    ],
  ] as const)('of %s keep their arguments as the model wrote them', async (provider, change, text) => {
    const reply = await replyTo(provider, answerReply(provider, '', change), AGENT_REQUEST)
    expect(reply).toMatchObject({
      finish: 'tool-calls',
      calls: [{ id: 't1', name: 'find', arguments: text }],
      answer: undefined,
    })
  })
})
