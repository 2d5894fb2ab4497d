import { expect, it } from 'vitest'
import type { ModelMessage } from '../../../../models/language-model.ts'
import { bareTrace } from '../../../../records/bare-trace.ts'
import type { TraceId } from '../../../../records/ids.ts'
import type { Message, TraceOf } from '../../../../records/trace.ts'
import type { AnswerRequest } from '../answer.ts'
import { agentPolicy } from './agent-policy.ts'

function call(step: number): Message<string> {
  const calls = [
    {
      id: `c${step}`,
      name: 'look_up',
      arguments: { kind: 'parsed', value: { step, city: 'Rome' } },
    } as const,
  ]
  return { role: 'assistant', text: '', calls, finishReason: undefined }
}

function trace(user: string, steps: number): TraceOf<string> {
  const turns = Array.from({ length: steps }, (_, step): readonly Message<string>[] => [
    call(step),
    { role: 'tool', callId: `c${step}`, text: 'found', isError: false, requestor: 'assistant' },
  ])
  const end: Message<string> = { role: 'assistant', text: `done ${user}`, calls: [], finishReason: undefined }
  return bareTrace(user as TraceId, [{ role: 'user', text: user, calls: [] }, ...turns.flat(), end])
}

const TRACES = [trace('short', 1), trace('long', 5)]

function request(messages: readonly ModelMessage[], seed = 's'): AnswerRequest {
  const none = { schema: undefined, temperature: undefined, maxOutputTokens: undefined }
  return { provider: 'simulated', model: 'agent', system: 'be kind', messages, tools: [], seed, ...none }
}

const user = (text: string): ModelMessage => ({ role: 'user', text })
const turn: ModelMessage = { role: 'assistant', text: '', calls: [] }
const result: ModelMessage = { role: 'tool', callId: 'x', toolName: 'look_up', text: 'found', isError: false }

it('answers each turn as recorded', async () => {
  const agent = agentPolicy({ traces: TRACES })
  expect(await agent(request([user('short')]))).toMatchObject({
    calls: [{ name: 'look_up', arguments: '{"step":0,"city":"Rome"}' }],
    finish: 'tool-calls',
  })
  expect(await agent(request([user('short'), turn, result]))).toMatchObject({ text: 'done short', calls: [] })
})

it('fails where no trace goes on', async () => {
  const agent = agentPolicy({ traces: TRACES })
  expect(await agent(request([user('unheard of')]))).toMatchObject({ kind: 'failed' })
})

it('cuts calls in its share of multi-step turns and in no other', async () => {
  const agent = agentPolicy({ traces: TRACES, truncatedShare: 0.4 })
  const cut = { short: 0, long: 0 }
  for (let n = 0; n < 500; n += 1) {
    for (const name of ['short', 'long'] as const) {
      const plan = await agent(request([user(name)], `seed ${n}`))
      if (plan.kind !== 'answer' || plan.finish !== 'length') continue
      cut[name] += 1
      expect(() => JSON.parse(plan.calls[0]?.arguments ?? '')).toThrow(SyntaxError)
    }
  }
  expect(cut.short).toBe(0)
  expect(cut.long / 500).toBeCloseTo(0.4, 1)
})
