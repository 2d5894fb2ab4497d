const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** One line of a file, its end removed. `bytes` is undefined when the line is longer than allowed. */
export type Line = { readonly number: number; readonly bytes: Uint8Array | undefined }

/** Cuts chunks of bytes into lines. Holds at most one line, and never more of it than `maxLineBytes`. */
export interface LineSplitter {
  /** Lines that end within this chunk. */
  push(chunk: Uint8Array): readonly Line[]
  /** The number of the next line, which with `count - 1` more was read without the splitter; none may be held. */
  skip(count: number): number
  /** The last line when the file does not end with a line feed. */
  end(): readonly Line[]
}

/** A splitter at line 1. */
export function createLineSplitter(maxLineBytes: number): LineSplitter {
  let number = 1
  let pieces: Uint8Array[] = []
  let length = 0

  const keep = (piece: Uint8Array) => {
    length += piece.length
    // One byte of grace: a carriage return at the end is not part of the line.
    if (length > maxLineBytes + 1) pieces = []
    else if (piece.length > 0) pieces.push(piece)
  }
  const finish = (): Line => {
    const whole = length > maxLineBytes + 1 ? undefined : withoutCarriageReturn(joined(pieces, length))
    const line = { number, bytes: whole && whole.length <= maxLineBytes ? whole : undefined }
    number += 1
    pieces = []
    length = 0
    return line
  }

  return {
    push(chunk) {
      const lines: Line[] = []
      let start = 0
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        keep(chunk.subarray(start, end))
        lines.push(finish())
        start = end + 1
      }
      keep(chunk.subarray(start))
      return lines
    },
    skip(count) {
      number += count
      return number - count
    },
    end: () => (length > 0 ? [finish()] : []),
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  const whole = new Uint8Array(length)
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

function withoutCarriageReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes
}
