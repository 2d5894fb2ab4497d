import type { SdkProvider } from '../../language/model-capabilities.ts'

/** Replies in the shape of each provider's documentation, every field that is read and most that are not. */
export function answerReply(provider: SdkProvider, text: string, change: object = {}): object {
  return { ...REPLIES[provider](text), ...change }
}

const REPLIES: { readonly [provider in SdkProvider]: (text: string) => object } = {
  anthropic: text => ({
    id: 'msg_01X',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-6',
    content: [
      { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
      { type: 'text', text, citations: null },
    ],
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: {
      input_tokens: 120,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 1800,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 41,
      output_tokens_details: { thinking_tokens: 11 },
      server_tool_use: null,
      service_tier: 'standard',
    },
  }),
  openai: text => ({
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    completed_at: 1_790_000_002,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5-mini-2025-08-07',
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    store: false,
    usage: {
      input_tokens: 1920,
      input_tokens_details: {
        cached_tokens: 1792,
        cache_write_tokens: 8,
        cache_write_tokens_details: { ttl_30m_tokens: 8, ttl_12h_tokens: 0 },
      },
      output_tokens: 41,
      output_tokens_details: { reasoning_tokens: 7 },
      total_tokens: 1961,
    },
  }),
  google: text => ({
    candidates: [
      {
        content: { role: 'model', parts: [{ text: 'hm', thought: true }, { text }] },
        finishReason: 'STOP',
        index: 0,
        safetyRatings: [],
      },
    ],
    usageMetadata: {
      promptTokenCount: 1920,
      cachedContentTokenCount: 1792,
      candidatesTokenCount: 41,
      thoughtsTokenCount: 120,
      totalTokenCount: 2081,
    },
    modelVersion: 'gemini-2.5-flash',
    responseId: 'abc',
  }),
  'openai-compatible': text => ({
    id: 'chatcmpl-B1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'llama-4',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 100,
      completion_tokens: 41,
      total_tokens: 141,
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 5 },
    },
  }),
}
