import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../records/json-value.ts'
import { collectTraces } from '../collect-traces.ts'
import { createMemoryIo, toJsonLines } from '../memory-io.ts'

const map = {
  id: '/dialogue',
  messages: '/turns',
  message: {
    role: '/speaker',
    text: '/utterance',
    roles: { USER: 'user', SYSTEM: 'assistant' },
    calls: '/frames',
    call_name: '/call/method',
    call_arguments: '/call/parameters',
    call_result: '/results',
  },
} as const

const ASKS = { speaker: 'USER', utterance: 'A table for two?', frames: [] }

async function messagesOf(...turns: readonly JsonValue[]) {
  const io = createMemoryIo({ 'a.jsonl': toJsonLines([{ dialogue: 'd', turns }]) })
  const { traces } = await collectTraces({ format: 'messages', path: 'a.jsonl', map }, io, {
    side: 'baseline',
    maxRejected: 0,
  })
  return traces[0]?.messages
}

describe('messages with keys of their own', () => {
  it('become the call, its result, and what was said after it', async () => {
    const says = {
      speaker: 'SYSTEM',
      utterance: 'Booked.',
      frames: [{ acts: [] }, { call: { method: 'reserve', parameters: { seats: '2' } }, results: [] }],
    }
    expect(await messagesOf(ASKS, says)).toEqual([
      { role: 'user', text: 'A table for two?', calls: [] },
      {
        role: 'assistant',
        text: '',
        calls: [{ id: 'call-1-1', name: 'reserve', arguments: { kind: 'parsed', value: { seats: '2' } } }],
        finishReason: undefined,
      },
      { role: 'tool', callId: 'call-1-1', text: '[]', isError: false, requestor: 'assistant' },
      { role: 'assistant', text: 'Booked.', calls: [], finishReason: undefined },
    ])
  })

  it('keep a call without a result in the message that says something', async () => {
    const frames = [{ call: { method: 'reserve', parameters: {} } }]
    const messages = await messagesOf(ASKS, { speaker: 'SYSTEM', utterance: 'One moment.', frames })
    expect(messages?.slice(1)).toMatchObject([{ text: 'One moment.', calls: [{ name: 'reserve' }] }])
  })

  it.each<[string, JsonValue, string]>([
    ['a word nobody explained', { speaker: 'BOT', utterance: 'x' }, '/turns/1/speaker: expected a word of'],
    ['no speaker', { utterance: 'x' }, '/turns/1/speaker: expected a role, found nothing'],
    ['text of another kind', { speaker: 'SYSTEM', utterance: 7 }, '/turns/1/utterance: expected a string'],
    [
      'calls that are no list',
      { speaker: 'SYSTEM', utterance: 'x', frames: {} },
      '/turns/1/frames: expected a list',
    ],
  ])('are rejected at their own keys for %s', async (_title, turn, reason) => {
    await expect(messagesOf(ASKS, turn)).rejects.toThrow(reason)
  })
})
