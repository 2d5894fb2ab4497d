import { describe, expect, it } from 'vitest'
import { guardStream } from './egress.ts'

const HOSTILE = 'a\u001b]52;c;aGk=\u0007 b\u009b2J c\u202ed e\rf\ng\th'

function written(isTTY: boolean, ...chunks: readonly unknown[]): readonly unknown[] {
  const seen: unknown[] = []
  const stream = {
    isTTY,
    write(chunk: unknown) {
      seen.push(chunk)
      return true
    },
  } as unknown as NodeJS.WriteStream
  guardStream(stream)
  for (const chunk of chunks) stream.write(chunk as string)
  return seen
}

describe('guardStream', () => {
  it('lets nothing but text, and the redrawing of a line of our own, reach a terminal', () => {
    expect(written(true, HOSTILE)).toEqual(['a ]52;c;aGk=  b 2J c d e f\ng\th'])
    expect(written(true, '\r\u001b[2Kingest 5 of 9')).toEqual(['\r\u001b[2Kingest 5 of 9'])
  })

  it('leaves what goes to a file or a program as it is', () => {
    expect(written(false, HOSTILE)).toEqual([HOSTILE])
  })
})
