import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/records/json-value.ts'
import { collectTraces } from '../../src/stages/ingest/collect-traces.ts'
import { createMemoryIo } from '../../src/stages/ingest/memory-io.ts'
import { payloadOf } from '../../src/stages/ingest/normalise/payload-of.ts'
import { dataFolder } from './data-folder.ts'

type Expected = { readonly success: boolean; readonly data?: readonly ChatMl[] }
type ChatMl = {
  readonly role?: string
  readonly content?: JsonValue
  readonly tool_calls?: readonly { readonly name: string; readonly arguments: string }[]
}
type Export = {
  readonly name: string
  readonly export: {
    readonly trace: { readonly id: string }
    readonly observations: readonly {
      readonly id: string
      readonly type: string
      readonly input: JsonValue
      readonly output: JsonValue
    }[]
  }
  readonly chatml: { readonly [id: string]: { readonly input?: Expected; readonly output?: Expected } }
}

function linesOf<T>(file: string): readonly T[] {
  const text = readFileSync(join(dataFolder(), 'traces', file), 'utf8')
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}

const EXPORTS = linesOf<Export>('langfuse-exports.jsonl')

/** What a message says, without what exporters add: both sides are brought to it. `model` is Gemini's word for the assistant. */
function essence(
  role: string,
  text: string,
  calls: readonly { readonly name: string; readonly arguments: JsonValue }[],
) {
  const parsed = calls.map(call => [
    call.name,
    typeof call.arguments === 'string' ? JSON.parse(call.arguments) : call.arguments,
  ])
  return { role: role === 'model' ? 'assistant' : role, text, calls: parsed }
}

async function imported(row: JsonValue, path = 'export.json') {
  const io = createMemoryIo({ [path]: JSON.stringify(row, undefined, 2) })
  return collectTraces({ format: 'auto', path }, io, { side: 'baseline' })
}

describe.each(EXPORTS)('the Langfuse export of $name', ({ export: exported, chatml }) => {
  const generations = exported.observations.filter(each => each.type === 'GENERATION')
  // Where Langfuse's own normaliser gave up, or found tools and no message, there is nothing to compare with.
  const cases = generations.flatMap(observation =>
    (['input', 'output'] as const).flatMap(side => {
      const { success, data = [] } = chatml[observation.id]?.[side] ?? { success: false }
      const messages = data.filter(message => message.role !== undefined)
      return success && messages.length > 0 ? [{ observation, side, messages }] : []
    }),
  )

  it('has the chat messages Langfuse finds in every request and answer', () => {
    for (const { observation, side, messages } of cases) {
      const found = payloadOf(observation[side], side).messages
      const called = new Set(found.flatMap(message => message.tool_calls ?? []).map(call => call.name))
      const expected = messages.map(message => {
        // One framework writes the tool's name where the role belongs; Langfuse passes it on.
        const role = called.has(message.role ?? '') ? 'tool' : (message.role ?? '')
        const text = typeof message.content === 'string' ? message.content : ''
        return essence(role, text, message.tool_calls ?? [])
      })
      expect(found.map(each => essence(each.role, each.content, each.tool_calls ?? []))).toEqual(expected)
    }
  })

  it('is one trace that ends with the answer of its last generation', async () => {
    const { traces } = await imported(exported as unknown as JsonValue)
    expect(traces.map(trace => trace.traceId)).toEqual([exported.trace.id])
    const [first] = traces
    expect(first?.messages.some(message => message.role === 'user' && message.text !== '')).toBe(true)
    const answers = cases.filter(each => each.side === 'output').flatMap(each => each.messages)
    const texts = answers.flatMap(message =>
      typeof message.content === 'string' && message.content !== '' ? [message.content] : [],
    )
    const said = first?.messages.filter(message => message.role === 'assistant').map(message => message.text)
    for (const text of texts) expect(said).toContain(text)
    const calls = new Set(answers.flatMap(message => message.tool_calls ?? []).map(call => call.name))
    const made = first?.messages
      .flatMap(message => (message.role === 'assistant' ? message.calls : []))
      .map(call => call.name)
    for (const name of calls) expect(made).toContain(name)
  })
})

it('compares something of at least six of the nine frameworks', () => {
  const compared = EXPORTS.filter(({ chatml }) =>
    Object.values(chatml).some(
      each => each.output?.success && each.output.data?.some(message => message.role !== undefined),
    ),
  )
  expect(EXPORTS).toHaveLength(9)
  expect(compared.length).toBeGreaterThanOrEqual(6)
})

describe('the Inspect logs', () => {
  const logs = linesOf<{
    readonly name: string
    readonly log: {
      readonly samples?:
        | readonly {
            readonly messages: readonly { readonly role: string; readonly content: string }[]
            readonly scores: { readonly [name: string]: { readonly value: string } }
          }[]
        | null
    }
  }>('inspect-logs.jsonl')

  it('give every sample as a trace with its messages and its score as the outcome', async () => {
    const samples = logs.flatMap(({ log }) => log.samples ?? [])
    const withSamples = logs.filter(({ log }) => (log.samples ?? []).length > 0)
    const traces = (
      await Promise.all(withSamples.map(({ log }) => imported(log as unknown as JsonValue)))
    ).flatMap(each => each.traces)
    expect(logs).toHaveLength(3)
    expect(traces.map(trace => trace.messages.map(message => [message.role, message.text]))).toEqual(
      samples.map(sample => sample.messages.map(message => [message.role, message.content])),
    )
    expect(traces.map(trace => trace.outcome)).toEqual(
      samples.map(sample => (Object.values(sample.scores)[0]?.value === 'C' ? 1 : 0)),
    )
  })
})
