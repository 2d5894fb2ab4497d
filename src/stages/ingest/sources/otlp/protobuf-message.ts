import { PbfReader } from 'pbf'

/** Real values nest a few levels; what follows walks them recursively. */
const MAX_DEPTH = 100
/** An empty message takes two bytes, and fifty times that as an object. */
const MAX_MESSAGES = 2_000_000

/** Thrown while decoding and nowhere else: `decodeMessage` turns it into a value. */
class ProtobufError extends Error {}

/** Reads one field of a message into the object under construction; a field it does not read is skipped. */
export type FieldReader<T> = (field: number, into: T, message: ProtobufMessage) => void

export type Decoded<T> =
  | { readonly kind: 'decoded'; readonly value: T }
  | { readonly kind: 'invalid'; readonly reason: string }

/** The object that `readField` makes of a whole message, or why the bytes are none; the reason quotes nothing. */
export function decodeMessage<T>(bytes: Uint8Array, readField: FieldReader<T>, into: T): Decoded<T> {
  try {
    return { kind: 'decoded', value: new ProtobufMessage(bytes).readAll(readField, into) }
  } catch (error) {
    const reason = error instanceof ProtobufError ? error.message : 'not a protobuf message of this kind'
    return { kind: 'invalid', reason }
  }
}

/**
 * The fields of one message. Wraps pbf's reader, which believes every length it reads: here a length that leaves its
 * message, a field of another wire type and a nesting nobody needs are errors.
 */
export class ProtobufMessage {
  readonly #reader: PbfReader
  #end: number
  #depth = 0
  #messages = 0

  constructor(bytes: Uint8Array) {
    this.#reader = new PbfReader(bytes)
    this.#end = bytes.byteLength
  }

  readAll<T>(readField: FieldReader<T>, into: T): T {
    for (let field = this.#reader.nextField(this.#end); field !== 0; ) {
      readField(field, into, this)
      field = this.#reader.nextField(this.#end)
    }
    if (this.#reader.pos !== this.#end) throw new ProtobufError('a field is longer than its message')
    return into
  }

  /** A message inside this one. */
  message<T>(readField: FieldReader<T>, into: T): T {
    if (this.#depth >= MAX_DEPTH) throw new ProtobufError(`messages nested deeper than ${MAX_DEPTH}`)
    this.#messages += 1
    if (this.#messages > MAX_MESSAGES) throw new ProtobufError(`more than ${MAX_MESSAGES} messages`)
    const outerEnd = this.#end
    this.#end = this.#endOfBytes()
    this.#depth += 1
    this.readAll(readField, into)
    this.#depth -= 1
    this.#end = outerEnd
    return into
  }

  text(): string {
    return Buffer.from(this.bytes()).toString('utf8')
  }

  bytes(): Uint8Array {
    const end = this.#endOfBytes()
    const bytes = this.#reader.buf.subarray(this.#reader.pos, end)
    this.#reader.pos = end
    return bytes
  }

  /** Lower-case hexadecimal. */
  hex(): string {
    return Buffer.from(this.bytes()).toString('hex')
  }

  /** A 64-bit time of fixed length, as a decimal string. */
  fixed64(): string {
    this.#expect(1)
    const low = this.#reader.readFixed32()
    return (BigInt(low) | (BigInt(this.#reader.readFixed32()) << 32n)).toString()
  }

  double(): number {
    this.#expect(1)
    return this.#reader.readDouble()
  }

  /** Small values: enums and booleans. */
  number(): number {
    this.#expect(0)
    return this.#reader.readVarint(true)
  }

  /** A signed 64-bit value as a decimal string; pbf's own reader rounds above 2^53. */
  int64(): string {
    this.#expect(0)
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#reader.buf[this.#reader.pos++]
      if (byte === undefined) throw new ProtobufError('a number is longer than its message')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, value).toString()
    }
    throw new ProtobufError('a number is longer than 64 bits')
  }

  #endOfBytes(): number {
    this.#expect(2)
    const length = this.#reader.readVarint()
    const end = this.#reader.pos + length
    if (end > this.#end) throw new ProtobufError('a field is longer than its message')
    return end
  }

  #expect(wireType: number): void {
    if (this.#reader.type !== wireType) throw new ProtobufError('a field has another wire type than expected')
  }
}
