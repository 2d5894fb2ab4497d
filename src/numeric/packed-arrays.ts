import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { StoreError } from '../errors/store-error.ts'

export type PackedArray = Uint8Array | Int8Array | Int32Array | Uint32Array | Float32Array | Float64Array

/** What a packed file holds: plain data and named arrays of numbers. */
export type PackedContent = {
  readonly header: { readonly [key: string]: unknown }
  readonly arrays: { readonly [name: string]: PackedArray }
}

export type PackedKind = {
  /** What the bytes are, in a word or two: it is checked and named in errors. */
  readonly kind: string
  /** Integer >= 1, raised with every change an older reader would misread. */
  readonly version: number
}

type Section = { readonly name: string; readonly type: string; readonly length: number }

const MAGIC = Buffer.from('TIDEPACK')
const CONTAINER_VERSION = 1
const CHECKSUM_BYTES = 32
const PREFIX_BYTES = MAGIC.length + 4 + CHECKSUM_BYTES
/** Sections start where any array may. */
const ALIGNMENT = 8
/** Far above what we write; a damaged or hostile file must not fill the memory. */
const LARGEST_CONTENT = 2 ** 30

const TYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

/**
 * The content as bytes that `unpackArrays` reads on every machine: magic `TIDEPACK`, container version, SHA-256 of the
 * content, the content compressed (length and text of a JSON header, then the arrays in little-endian order).
 */
export function packArrays({ kind, version }: PackedKind, { header, arrays }: PackedContent): Uint8Array {
  const sections = Object.entries(arrays).map(([name, array]): Section => {
    return { name, type: typeOf(array), length: array.length }
  })
  const text = Buffer.from(JSON.stringify({ kind, version, header, sections }), 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  const parts: Uint8Array[] = [length, text, padding(4 + text.length)]
  for (const array of Object.values(arrays)) {
    parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), padding(array.byteLength))
  }
  const content = Buffer.concat(parts)
  const prefix = Buffer.alloc(PREFIX_BYTES)
  MAGIC.copy(prefix)
  prefix.writeUInt32LE(CONTAINER_VERSION, MAGIC.length)
  createHash('sha256')
    .update(content)
    .digest()
    .copy(prefix, MAGIC.length + 4)
  // Numbers hardly compress; the higher levels only cost time.
  return Buffer.concat([prefix, gzipSync(content, { level: 1 })])
}

/**
 * SHA-256 of what packed bytes hold, 64 hexadecimal digits: equal for equal content, whichever version of the
 * compressor wrote them.
 */
export function packedChecksum(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(MAGIC.length + 4, PREFIX_BYTES)).toString('hex')
}

/**
 * What `packArrays` was given, with the version it was written as.
 *
 * @param expected - `version` is the newest one the caller reads.
 * @param location - what errors call the bytes.
 * @throws {StoreError} when the bytes are of another kind, newer than `expected.version`, cut or changed.
 */
export function unpackArrays(
  bytes: Uint8Array,
  expected: PackedKind,
  location: string,
): PackedContent & { readonly version: number } {
  const content = checkedContent(bytes, expected, location)
  const headerEnd = 4 + content.readUInt32LE(0)
  const parsed = JSON.parse(content.toString('utf8', 4, headerEnd)) as PackedKind & {
    readonly header: PackedContent['header']
    readonly sections: readonly Section[]
  }
  if (parsed.kind !== expected.kind) {
    throw new StoreError(`Expected ${location} to hold a ${expected.kind}, found a ${parsed.kind}`, {
      location,
    })
  }
  if (parsed.version > expected.version) throw newer(location, expected, parsed.version)
  const arrays: { [name: string]: PackedArray } = {}
  let offset = aligned(headerEnd)
  for (const { name, type, length } of parsed.sections) {
    const ArrayType = Object.entries(TYPES).find(([known]) => known === type)?.[1]
    if (ArrayType === undefined) throw damaged(location, expected)
    const size = length * ArrayType.BYTES_PER_ELEMENT
    // A copy: sections of a shared buffer would keep all of it alive.
    const copy = new Uint8Array(content.subarray(offset, offset + size))
    if (copy.length !== size) throw damaged(location, expected)
    arrays[name] = new ArrayType(copy.buffer, 0, length)
    offset += aligned(size)
  }
  return { version: parsed.version, header: parsed.header, arrays }
}

/**
 * The array called `name`, which must be of the class and length given.
 *
 * @throws {StoreError} when it is not.
 */
export function packedArray<T extends PackedArray>(
  { arrays }: PackedContent,
  name: string,
  ArrayType: new (length: number) => T,
  length: number | undefined,
  location: string,
): T {
  const array = arrays[name]
  if (array instanceof ArrayType && (length === undefined || array.length === length)) return array
  const wanted = `${ArrayType.name} \`${name}\`${length === undefined ? '' : ` of length ${length}`}`
  const found = array === undefined ? 'none' : `${array.constructor.name} of length ${array.length}`
  throw new StoreError(`Expected ${location} to hold ${wanted}, found ${found}`, { location })
}

function checkedContent(bytes: Uint8Array, expected: PackedKind, location: string): Buffer {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (all.length < PREFIX_BYTES || !all.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new StoreError(`Expected ${location} to hold a ${expected.kind}, found other bytes`, { location })
  }
  const container = all.readUInt32LE(MAGIC.length)
  if (container > CONTAINER_VERSION) throw newer(location, expected, container)
  let content: Buffer
  try {
    content = gunzipSync(all.subarray(PREFIX_BYTES), { maxOutputLength: LARGEST_CONTENT })
  } catch (error) {
    throw damaged(location, expected, error)
  }
  const checksum = createHash('sha256').update(content).digest('hex')
  if (checksum !== packedChecksum(bytes)) throw damaged(location, expected)
  return content
}

function newer(location: string, { kind, version }: PackedKind, found: number): StoreError {
  return new StoreError(
    `The ${kind} of ${location} has version ${found}; this version of tidegate reads up to ${version}`,
    { location, hint: 'Update tidegate, or name another store' },
  )
}

function damaged(location: string, { kind }: PackedKind, cause?: unknown): StoreError {
  return new StoreError(`The ${kind} of ${location} is damaged: its checksum does not fit`, {
    location,
    hint: 'Restore the store from a backup, or start a new series in another store',
    cause,
  })
}

function typeOf(array: PackedArray): string {
  const entry = Object.entries(TYPES).find(([, ArrayType]) => array instanceof ArrayType)
  return entry?.[0] ?? 'uint8'
}

function aligned(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT
}

function padding(size: number): Uint8Array {
  return new Uint8Array(aligned(size) - size)
}
