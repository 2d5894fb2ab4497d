import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../../records/json-value.ts'
import { ingest } from '../ingest.ts'
import { createMemoryIo, toJsonLines } from '../memory-io.ts'
import {
  genAiSpans,
  langfuseObservations,
  langsmithRuns,
  litellmCalls,
  openInferenceSpans,
  otlpRequest,
  TRACE_ID,
} from './__fixtures__/span-fixtures.ts'

const SOURCES: readonly (readonly JsonObject[])[] = [
  genAiSpans().map(span => otlpRequest([span])),
  openInferenceSpans().map(span => otlpRequest([span])),
  langfuseObservations(),
  langsmithRuns(),
  litellmCalls(),
]

/** The records of several traces, which differ in their ids alone. */
function severalTraces(records: readonly JsonObject[], count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${TRACE_ID.slice(0, -2)}${String(index).padStart(2, '0')}`
    return JSON.parse(JSON.stringify(records).replaceAll(new RegExp(TRACE_ID, 'gi'), id)) as JsonObject[]
  }).flat()
}

async function traces(records: readonly JsonObject[], maxHeldBytes: number): Promise<readonly string[]> {
  const io = createMemoryIo({ 'a.jsonl': toJsonLines(records) })
  const found: string[] = []
  for await (const row of ingest({ format: 'auto', path: 'a.jsonl' }, io, { maxHeldBytes }))
    found.push(JSON.stringify(row.kind === 'trace' ? row : { kind: row.kind }))
  return found.sort()
}

it('the traces are the same in any order of the records, with any repeated, however few are held at once', async () => {
  const input = fc
    .tuple(fc.constantFrom(...SOURCES), fc.integer({ min: 1, max: 6 }))
    .chain(([source, count]) => {
      const all = severalTraces(source, count)
      return fc.tuple(
        fc.constant(all),
        fc.array(fc.nat(all.length - 1), { maxLength: 8 }).chain(repeats => {
          const withRepeats = [...all, ...repeats.map(index => all[index] as JsonObject)]
          return fc.shuffledSubarray(withRepeats, {
            minLength: withRepeats.length,
            maxLength: withRepeats.length,
          })
        }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.constant(count),
      )
    })
  await fc.assert(
    fc.asyncProperty(input, async ([all, shuffled, maxHeldBytes, count]) => {
      const whole = await traces(all, Number.POSITIVE_INFINITY)
      expect(whole).toHaveLength(count)
      expect(await traces(shuffled, maxHeldBytes)).toEqual(whole)
    }),
    { numRuns: 60 },
  )
})
