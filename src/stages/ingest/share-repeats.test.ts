import { expect, it } from 'vitest'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Trace } from '../../records/trace.ts'
import { createRepeatSharing } from './share-repeats.ts'

function trace(id: string, description: string): Trace {
  return {
    ...bareTrace(id as TraceId, [
      { role: 'system', text: 'Be kind.' },
      { role: 'assistant', text: 'Hello', calls: [], finishReason: undefined },
    ]),
    tools: [{ name: 'get_order', description, parameters: { type: 'object' } }],
  }
}

it('keeps equal tools once, different ones apart, and changes nothing', () => {
  const share = createRepeatSharing<string>()
  const given = [trace('a', 'Finds an order'), trace('b', 'Finds an order'), trace('c', 'Finds orders')]
  const [a, b, c] = given.map(share)
  expect([a, b, c]).toEqual(given)
  expect(a?.tools).toBe(b?.tools)
  expect(a?.tools).not.toBe(c?.tools)
})

it('keeps a trace without tools as it is', () => {
  const without = { ...trace('a', ''), tools: undefined }
  expect(createRepeatSharing<string>()(without)).toEqual(without)
})
