import { describe, expect, it } from 'vitest'
import { defaultDetectors } from '../../privacy/default-detectors.ts'
import { createFieldPolicy } from '../../privacy/field-policy.ts'
import { createRedactText } from '../../privacy/redact-text.ts'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { JsonValue } from '../../records/json-value.ts'
import type { AssistantMessage, Trace } from '../../records/trace.ts'
import { redactTrace } from './redact.ts'

function create() {
  return createRedactText({ detectors: defaultDetectors, tokenKey: { id: 'k1', bytes: new Uint8Array(32) } })
}

const email = 'ann@example.com'
const emailToken = create()(email)

describe('redactTrace', () => {
  it('leaves a planted value in no place of the trace but its id', () => {
    const trace = aTrace({
      traceId: `t-${email}` as TraceId,
      messages: [
        { role: 'system', text: `be kind to ${email}` },
        { role: 'user', text: `I am ${email}`, calls: [aCall({ [email]: email })] },
        { ...answer({ deep: [{ [email]: [email] }] }), text: `hello ${email}` },
        {
          role: 'tool',
          callId: 'c',
          text: `{"${email}": "${email}"}`,
          isError: false,
          requestor: 'assistant',
        },
        {
          role: 'assistant',
          text: '',
          calls: [{ id: 'c', name: 'f', arguments: { kind: 'unparsable', raw: `{"a": "${email}` } }],
          finishReason: 'length',
        },
      ],
      tools: [
        {
          name: 'f',
          description: `ask ${email}`,
          parameters: { properties: { a: { enum: [email], description: email } } },
        },
      ],
      flags: { [email]: email },
      supportFlag: { reason: `wrong address ${email}` },
      finish: { kind: 'unknown', word: email },
      expected: {
        calls: [{ name: 'f', arguments: { [email]: [email, { [email]: email }] }, optional: [email] }],
      },
      intentText: `change ${email}`,
      sessionId: email,
      customerId: email,
    })
    const { traceId, ...rest } = redactTrace(trace, create())
    expect(traceId).toBe(trace.traceId)
    expect(JSON.stringify(rest)).not.toContain('ann')
    expect(JSON.stringify(rest).split(emailToken)).toHaveLength(1 + 23)
  })

  it('keeps an argument equal to its expected value, also where only another text gives it away', () => {
    const trace = aTrace({
      messages: [
        { role: 'user', text: 'my number is (415) 555-2671', calls: [] },
        answer({ who: '4155552671', count: 4155552671 }),
      ],
      expected: { calls: [{ name: 'f', arguments: { who: ['4155552671'] }, optional: [] }] },
    })
    const redacted = redactTrace(trace, create())
    const given = parsedArguments(redacted.messages[1] as AssistantMessage<string>)
    expect(given.who).toMatch(/^<PHONE_k1_/)
    expect(redacted.expected?.calls[0]?.arguments.who).toEqual([given.who])
    expect(given.count).toBe(given.who)
  })

  it('keeps numbers, booleans and nulls that are nobody’s', () => {
    const value = { amount: 1234567.5, id: 9523456873, at: 1722524982000, ok: true, none: null, list: [1, 2] }
    const redacted = redactTrace(aTrace({ messages: [answer(value)] }), create())
    expect(parsedArguments(redacted.messages[0] as AssistantMessage<string>)).toEqual(value)
  })

  it('keeps two argument names apart that become one token, and names that are dangerous as properties', () => {
    const value = JSON.parse('{"ann@example.com": 1, "Ann@example.com": 2, "__proto__": {"x": 3}}')
    const redacted = redactTrace(aTrace({ messages: [answer(value)] }), create())
    const given = parsedArguments(redacted.messages[0] as AssistantMessage<string>)
    expect(Object.entries(given)).toEqual([
      [emailToken, 1],
      [`${emailToken} (2)`, 2],
      ['__proto__', { x: 3 }],
    ])
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype)
  })

  it('leaves what a schema is made of: property names, formats, patterns, references', () => {
    const parameters = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email', pattern: '^.+@example.com$' },
        port: { maximum: 4111111111111112 },
      },
    }
    const redacted = redactTrace(
      aTrace({ tools: [{ name: 'f', description: undefined, parameters }] }),
      create(),
    )
    expect(redacted.tools?.[0]?.parameters).toEqual(parameters)
  })

  it('gives tools back as they are when nothing of them is replaced, and what stands behind them in its place', () => {
    const tools = [{ name: 'f', description: 'finds an order', parameters: { type: 'object' } }]
    const redacted = redactTrace(aTrace({ tools, intentText: 'write to jane.roe@example.com' }), create())
    expect(redacted.tools).toBe(tools)
    expect(redacted.intentText).toMatch(/^write to <EMAIL_k1_[0-9A-F]{8}>$/)
  })

  it('gives one session one token in every trace, and leaves absent ones absent', () => {
    const first = redactTrace(aTrace({ sessionId: 's1' }), create())
    const second = redactTrace(aTrace({ sessionId: 's1', customerId: 's1' }), create())
    expect(first.sessionId).toMatch(/^<SESSION_k1_[0-9A-F]{8}>$/)
    expect(second.sessionId).toBe(first.sessionId)
    expect(second.customerId).toMatch(/^<CUSTOMER_k1_[0-9A-F]{8}>$/)
    expect(first.customerId).toBeUndefined()
  })

  it('makes one token of a field named like a secret, whatever stands in it, and finds its value elsewhere', () => {
    const value = { password: 'hunter22', nested: { 'X-Api-Key': 'blue moon', cvv: 123 }, page_token: 'abc' }
    const trace = aTrace({
      messages: [
        answer(value),
        {
          role: 'tool',
          callId: 'c',
          text: '{"cookie": "theme=dark", "note": "hunter22 it is"}',
          isError: false,
          requestor: 'assistant',
        },
      ],
    })
    const redacted = redactTrace(trace, create())
    const given = parsedArguments(redacted.messages[0] as AssistantMessage<string>)
    const secret = /^<SECRET_k1_[0-9A-F]{8}>$/
    expect(given).toEqual({
      password: expect.stringMatching(secret),
      nested: { 'X-Api-Key': expect.stringMatching(secret), cvv: expect.stringMatching(secret) },
      page_token: 'abc',
    })
    expect(redacted.messages[1]?.text).toMatch(
      /^{"cookie": "<SECRET_k1_[0-9A-F]{8}>", "note": "<SECRET_k1_[0-9A-F]{8}> it is"}$/,
    )
    expect(redacted.messages[1]?.text).toContain(`${given.password} it is`)
  })

  it('makes one token of a denied field with everything below it, numbers too, and leaves an allowed one', () => {
    const policy = createFieldPolicy({
      deny: ['/flags/plan', '/**/arguments/who', '/expected/*/arguments/who'],
      allow: ['/**/arguments/pin'],
    })
    const redactText = createRedactText({
      detectors: defaultDetectors,
      tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
      fields: policy,
    })
    const trace = aTrace({
      messages: [answer({ who: { age: 42, isNew: true, none: null }, pin: 'the red one', other: 42 })],
      flags: { plan: 'gold', colour: 'red' },
      expected: { calls: [{ name: 'f', arguments: { who: [{ age: 42 }] }, optional: [] }] },
    })
    const redacted = redactTrace(trace, redactText)
    const given = parsedArguments(redacted.messages[0] as AssistantMessage<string>)
    const field = expect.stringMatching(/^<FIELD_k1_[0-9A-F]{8}>$/)
    expect(given).toEqual({ who: { age: field, isNew: field, none: null }, pin: 'the red one', other: 42 })
    expect(redacted.flags).toEqual({ plan: field, colour: 'red' })
    expect(redacted.expected?.calls[0]?.arguments.who).toEqual([{ age: (given.who as Values).age }])
    expect(redactTrace(redacted, redactText)).toEqual(redacted)
  })

  it('tells a vault what every token stands for, and nobody else', () => {
    const kept = new Map<string, string>()
    const redactText = createRedactText({
      detectors: defaultDetectors,
      tokenKey: { id: 'k7', bytes: new Uint8Array(32) },
      onReplaced: (token, value) => kept.set(token, value),
    })
    const redacted = redactTrace(
      aTrace({
        messages: [{ role: 'user', text: `${email} and Ann@Example.com`, calls: [] }],
        sessionId: 's-1',
      }),
      redactText,
    )
    expect(Object.fromEntries(kept)).toEqual({
      [redacted.messages[0]?.text.split(' ')[0] ?? '']: 'Ann@Example.com',
      [redacted.sessionId ?? '']: 's-1',
    })
  })

  it('done twice equals once', () => {
    const trace = aTrace({
      messages: [
        { role: 'user', text: `${email}, card 4111111111111111`, calls: [] },
        answer({ [email]: '4111111111111111' }),
      ],
      sessionId: 's',
    })
    const once = redactTrace(trace, create())
    expect(redactTrace(once, create())).toEqual(once)
  })
})

function aTrace(changes: Partial<Trace>): Trace {
  return { ...bareTrace('t' as TraceId, [answer({})]), model: 'gpt-4.1', startedAtMs: 1, ...changes }
}

type Values = { readonly [key: string]: JsonValue }

function aCall(value: Values) {
  return { id: 'c', name: 'f', arguments: { kind: 'parsed', value } } as const
}

function answer(value: Values): AssistantMessage<string> {
  return { role: 'assistant', text: '', calls: [aCall(value)], finishReason: 'stop' }
}

function parsedArguments(message: AssistantMessage<string>): Values {
  const given = message.calls[0]?.arguments
  if (given?.kind !== 'parsed') throw new Error('Expected parsed arguments')
  return given.value
}
