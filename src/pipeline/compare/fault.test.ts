import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Message, RedactedTrace } from '../../records/trace.ts'
import { failureModesOf } from '../../stages/judge/failure-modes-of.ts'
import { DEFAULT_FAULT, FAULT_KINDS, faultInWords, parseFault, withFault } from './fault.ts'

const text = (value: string): RedactedText => value as RedactedText

function call(name: string): Message<RedactedText> {
  const value = { order: text('A10'), reason: text('damaged') }
  return {
    role: 'assistant',
    text: text(''),
    calls: [{ id: name, name, arguments: { kind: 'parsed', value } }],
    finishReason: 'tool_calls',
  }
}

function workflow(): RedactedTrace {
  const result = (callId: string): Message<RedactedText> => ({
    role: 'tool',
    callId,
    text: text('ok'),
    isError: false,
    requestor: 'assistant',
  })
  return {
    ...bareTrace<RedactedText>('t1' as TraceId, [
      { role: 'user', text: text('refund A10'), calls: [] },
      call('find'),
      result('find'),
      call('refund'),
      result('refund'),
      { role: 'assistant', text: text('Done.'), calls: [], finishReason: 'stop' },
    ]),
    tools: ['find', 'refund'].map(name => ({ name, description: undefined, parameters: undefined })),
    outcome: 1,
  }
}

describe('withFault', () => {
  it.each(FAULT_KINDS)('makes a copy whose only failure mode is %s', kind => {
    const faulty = withFault(workflow(), kind, 0.7)
    expect(faulty && failureModesOf({ kind: 'completed', trace: faulty })).toEqual([kind])
  })

  it('leaves the recording as it was', () => {
    const trace = workflow()
    for (const kind of FAULT_KINDS) withFault(trace, kind, 0.2)
    expect(trace).toEqual(workflow())
    expect(failureModesOf({ kind: 'completed', trace })).toEqual([])
  })

  it('spoils the turn that is picked, and nothing follows it', () => {
    const lengthOf = (pick: number) => withFault(workflow(), 'truncated-tool-call', pick)?.messages.length
    expect([lengthOf(0), lengthOf(0.49), lengthOf(0.5), lengthOf(0.999)]).toEqual([2, 2, 4, 4])
  })

  it('takes the recorded outcome of a good answer from a spoilt one', () => {
    expect(withFault(workflow(), 'refusal', 0)?.outcome).toBe(0)
  })

  it('cannot truncate a call that was never made', () => {
    const spoken = bareTrace<RedactedText>('t2' as TraceId, [
      { role: 'user', text: text('hello'), calls: [] },
      { role: 'assistant', text: text('Hi.'), calls: [], finishReason: 'stop' },
    ])
    expect(withFault(spoken, 'truncated-tool-call', 0)).toBeUndefined()
    expect(withFault(spoken, 'refusal', 0)?.messages).toHaveLength(2)
  })
})

describe('parseFault', () => {
  it('reads rates as fractions and in percent', () => {
    expect(parseFault('truncated-tool-call:12%:multi-step')).toEqual(DEFAULT_FAULT)
    expect(parseFault('refusal:0.05')).toEqual({ kind: 'refusal', rate: 0.05, tier: undefined })
    expect(faultInWords(parseFault('refusal:0.5%'))).toBe('0.5% of all traces it can befall get: refusal')
  })

  it.each([
    '',
    'refusal',
    'refusal:',
    'refusal:0',
    'refusal:120%',
    'slow:10%',
    'refusal:10%:hard',
    'refusal:1:multi-step:x',
  ])('refuses %j', spec => {
    expect(() => parseFault(spec)).toThrow(ConfigError)
  })
})
