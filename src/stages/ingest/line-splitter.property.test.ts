import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLineSplitter, type Line } from './line-splitter.ts'

function split(bytes: Uint8Array, cuts: readonly number[], maxLineBytes: number): readonly Line[] {
  const splitter = createLineSplitter(maxLineBytes)
  const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const lines = edges.slice(1).flatMap((end, index) => [...splitter.push(bytes.subarray(edges[index], end))])
  return [...lines, ...splitter.end()]
}

const text = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\r', '\n'), maxLength: 60 })

it('gives the lines of the text wherever the chunks are cut, the longer ones without bytes', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.integer({ min: 1, max: 12 }),
      (content, cuts, max) => {
        const lines = content.split('\n')
        if (lines.at(-1) === '') lines.pop()
        const expected = lines.map((line, index) => {
          const bytes = Buffer.from(line.endsWith('\r') ? line.slice(0, -1) : line)
          return { number: index + 1, text: bytes.length > max ? undefined : bytes.toString() }
        })
        const found = split(Buffer.from(content), cuts, max).map(({ number, bytes }) => ({
          number,
          text: bytes && Buffer.from(bytes).toString(),
        }))
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
})
