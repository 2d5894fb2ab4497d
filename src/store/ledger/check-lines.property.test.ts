import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idOf } from './__fixtures__/ledgers.ts'
import { checkLines } from './check-lines.ts'
import { type LineContent, NO_HASH, renderLine } from './ledger-line.ts'

const LINES = 8

const { bytes, record, starts } = aLedger()

describe('checkLines', () => {
  it('takes the file as it was written', () => {
    expect(checkLines(bytes, record)).toMatchObject({ kind: 'intact', unfinishedBytes: 0 })
  })

  it('names the line of any byte that was changed', () => {
    fc.assert(
      fc.property(place(), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ change
        expect(lineNamed(changed)).toBe(lineOf(at))
      }),
      { numRuns: 2000 },
    )
  })

  it('names the line of any byte that was taken out', () => {
    fc.assert(
      fc.property(place(), at => {
        expect(lineNamed(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))).toBe(lineOf(at))
      }),
      { numRuns: 1000 },
    )
  })

  it('names the line any byte was put into, white space too', () => {
    fc.assert(
      fc.property(place(), fc.oneof(fc.constantFrom(32, 9, 10, 13), fc.nat({ max: 255 })), (at, byte) => {
        const longer = Buffer.concat([bytes.subarray(0, at), Uint8Array.of(byte), bytes.subarray(at)])
        // Put before an equal byte it is the same text one further.
        const first = firstDifference(longer)
        fc.pre(first < bytes.byteLength)
        expect(lineNamed(longer)).toBe(lineOf(first))
      }),
      { numRuns: 1000 },
    )
  })

  it('names the first line that was deleted, with the hash that belongs there', () => {
    fc.assert(
      fc.property(fc.nat(LINES - 1), fc.nat(LINES - 1), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const result = checkLines(joined(lines().filter((_, index) => index < from || index > to)), record)
        const expectedHash = record.lines[from]?.hash
        expect(result).toMatchObject({ kind: 'broken', problem: { line: from + 1, expectedHash } })
      }),
    )
  })

  it('names the first of two lines that changed places, and what stands there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(LINES - 1), { minLength: 2, maxLength: 2 }), indices => {
        const [one, other] = indices.toSorted((a, b) => a - b) as [number, number]
        const swapped = lines()
          .with(one, lines()[other] ?? '')
          .with(other, lines()[one] ?? '')
        const result = checkLines(joined(swapped), record)
        expect(result).toMatchObject({
          kind: 'broken',
          problem: {
            line: one + 1,
            expectedHash: record.lines[one]?.hash,
            foundHash: record.lines[other]?.hash,
            message: expect.stringContaining(`line ${other + 1} stands there`),
          },
        })
      }),
    )
  })

  it('names the line at which the file was cut', () => {
    fc.assert(
      fc.property(place(), length => {
        expect(lineNamed(bytes.subarray(0, length))).toBe(lineOf(length))
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves whatever is put behind to the one who asks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), tail => {
        const result = checkLines(Buffer.concat([bytes, tail]), record)
        expect(result).toMatchObject({ kind: 'intact', unfinishedBytes: tail.byteLength })
      }),
    )
  })
})

function place(): fc.Arbitrary<number> {
  return fc.nat(bytes.byteLength - 1)
}

function lineNamed(changed: Uint8Array): number | undefined {
  const result = checkLines(changed, record)
  return result.kind === 'broken' ? result.problem.line : undefined
}

/** From 1, of the byte at this place; the line break belongs to the line it ends. */
function lineOf(at: number): number {
  return starts.filter(start => start <= at).length
}

function firstDifference(other: Uint8Array): number {
  let at = 0
  while (at < bytes.byteLength && bytes[at] === other[at]) at += 1
  return at
}

function lines(): readonly string[] {
  return bytes.toString('utf8').trimEnd().split('\n')
}

function joined(texts: readonly string[]): Buffer {
  return Buffer.from(texts.map(text => `${text}\n`).join(''))
}

function aLedger() {
  const contents: readonly LineContent[] = Array.from({ length: LINES }, (_, index) => {
    if (index === 0) return { kind: 'header', ledgerId: 'ab' }
    if (index === 5) return { kind: 'tombstone', erases: 2 }
    const origin = index % 2 === 0 ? 'audit' : 'support-flag'
    return { kind: 'entry', traceId: idOf(`trace "ü" ${index}`), origin, weight: index / 4, payload: 'cGF5' }
  })
  let prev = NO_HASH
  const written = contents.map((content, seq) => {
    const line = renderLine(content, { seq, prev, addedAtMs: 1_000 * seq })
    prev = line.hash
    return line
  })
  const text = joined(written.map(line => line.text))
  let start = 0
  const begins = written.map(line => {
    const begin = start
    start += Buffer.byteLength(line.text) + 1
    return begin
  })
  const known = written.map(({ hash }) => ({ hash, wrappedKey: undefined }))
  return { bytes: text, record: { ledgerId: 'ab', lines: known }, starts: begins }
}
