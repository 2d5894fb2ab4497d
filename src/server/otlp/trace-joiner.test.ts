import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExportedItem } from './parse-export.ts'
import { createTraceJoiner } from './trace-joiner.ts'

const QUIET_MS = 10

describe('createTraceJoiner', () => {
  it('gives a record up when the last trace in it is closed, and not before', () => {
    const joiner = createTraceJoiner(QUIET_MS)
    joiner.add(7, [span('a', '1'), span('b', '1')], 0)
    const [first, second] = joiner.quiet(QUIET_MS, 9)
    if (first === undefined || second === undefined) throw new Error('expected two traces')
    expect([joiner.close(first), joiner.close(second), joiner.size()]).toEqual([[], [7], 0])
  })

  it('keeps a trace open that something came for while it was being stored', () => {
    const joiner = createTraceJoiner(QUIET_MS)
    joiner.add(1, [span('a', '1')], 0)
    const [before] = joiner.quiet(QUIET_MS, 9)
    joiner.add(2, [span('a', '2')], QUIET_MS)
    if (before === undefined) throw new Error('expected a trace')
    expect(joiner.close(before)).toBeUndefined()
    const [after] = joiner.quiet(2 * QUIET_MS, 9)
    expect(after?.items).toHaveLength(2)
  })

  it('closes a trace that is never quiet in the end', () => {
    const joiner = createTraceJoiner(QUIET_MS)
    for (let atMs = 0; atMs < 60 * QUIET_MS; atMs += 5) joiner.add(atMs, [span('a', String(atMs))], atMs)
    expect(joiner.quiet(60 * QUIET_MS - 5, 9)).toEqual([])
    expect(joiner.quiet(60 * QUIET_MS, 9)).toHaveLength(1)
  })

  it('gives up every record exactly once, whatever is in it and in whatever order traces close', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { maxLength: 20 }),
        records => {
          const joiner = createTraceJoiner(QUIET_MS)
          for (const [seq, ids] of records.entries()) {
            const items = ids.map((id, at) => span(id, `${seq}-${at}`))
            joiner.add(seq, items, seq)
          }
          const released = joiner.quiet(1_000, 99).flatMap(trace => joiner.close(trace) ?? [])
          expect(released.toSorted((a, b) => a - b)).toEqual([...records.keys()])
        },
      ),
    )
  })
})

function span(traceId: string, spanId: string): ExportedItem {
  return { kind: 'span', traceId, resource: undefined, scope: undefined, span: { traceId, spanId } }
}
