import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../records/json-value.ts'
import { collectTraces } from './collect-traces.ts'
import { ingest } from './ingest.ts'
import { canonicalRow, createMemoryIo } from './memory-io.ts'

const SOURCE = { format: 'canonical', path: 'a.jsonl' } as const

async function acceptedTraces(lines: readonly string[]): Promise<readonly string[]> {
  const io = createMemoryIo({ 'a.jsonl': lines.join('\n') })
  const { traces } = await collectTraces(SOURCE, io, { side: 'baseline', maxRejected: lines.length })
  return traces.map(trace => JSON.stringify(trace)).sort()
}

const line = fc.oneof(
  { weight: 4, arbitrary: fc.nat(30).map(id => JSON.stringify(canonicalRow(`t-${id}`, { latency_ms: id }))) },
  { weight: 1, arbitrary: fc.constantFrom('', '  ', '{', 'null', '{"trace_id":"t-1"}', '\uFEFF') },
)

describe('accepted traces', () => {
  it('are the same set in any order of the lines, with any of them repeated', async () => {
    const input = fc
      .tuple(fc.array(line, { maxLength: 25 }), fc.array(fc.nat(24), { maxLength: 10 }))
      .chain(([lines, repeats]) => {
        const all = [JSON.stringify(canonicalRow('t-0', { latency_ms: 0 })), ...lines]
        const withRepeats = [...all, ...repeats.map(index => all[index % all.length] ?? '')]
        return fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(withRepeats, { minLength: withRepeats.length, maxLength: withRepeats.length }),
        )
      })
    await fc.assert(
      fc.asyncProperty(input, async ([lines, shuffled]) => {
        expect(await acceptedTraces(shuffled)).toEqual(await acceptedTraces(lines))
      }),
      { numRuns: 60 },
    )
  })

  it('and rejected rows together account for every line of JSON, whatever it says', async () => {
    const rows = fc.array(fc.oneof(fc.jsonValue(), rowLike()), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(rows, async values => {
        const content = values.map(value => JSON.stringify(value)).join('\n')
        const kinds: string[] = []
        for await (const row of ingest(SOURCE, createMemoryIo({ 'a.jsonl': content }))) kinds.push(row.kind)
        expect(kinds).toHaveLength(values.length)
      }),
      { numRuns: 300 },
    )
  })
})

/** Rows that are nearly right: our field names over arbitrary values. */
function rowLike(): fc.Arbitrary<JsonValue> {
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>
  const message = fc.record(
    {
      role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
      content: value,
      tool_calls: value,
      error: value,
    },
    { requiredKeys: ['role'] },
  ) as fc.Arbitrary<JsonValue>
  return fc.record(
    {
      trace_id: fc.string(),
      messages: fc.array(message),
      tools: value,
      flags: value,
      expected: value,
      finish: value,
    },
    { requiredKeys: ['trace_id', 'messages'] },
  ) as fc.Arbitrary<JsonValue>
}
