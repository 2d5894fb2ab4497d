import { inflateRawSync } from 'node:zlib'

/** A value that was found, and how it was written there. */
export type Leak = { readonly value: string; readonly form: string }

type Needle = { readonly value: string; readonly form: string; readonly bytes: Buffer }

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])
/** Tests and audits look at small sinks; a bomb is none. */
const MOST_UNPACKED = 256 * 1024 * 1024

/**
 * A search for values in the bytes of a sink: as they are, in base64 at each of its three alignments, in hex, percent-encoded, as UTF-16 of
 * both orders, without the spaces between digits, in lower and upper case, and all of it again inside every gzip member.
 */
export function createLeakSearch(values: readonly string[]): (bytes: Uint8Array) => readonly Leak[] {
  const needles = values.flatMap(needlesOf)
  const search = (bytes: Buffer): readonly Leak[] => {
    const found = needles
      .filter(needle => bytes.includes(needle.bytes))
      .map(({ value, form }) => ({ value, form }))
    const packed = membersOf(bytes).flatMap(member =>
      search(member).map(({ value, form }) => ({ value, form: `${form} in gzip` })),
    )
    return [...found, ...packed]
  }
  return bytes => search(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

function needlesOf(value: string): readonly Needle[] {
  const plain = Buffer.from(value)
  const forms: readonly (readonly [string, Buffer])[] = [
    ['raw', plain],
    ['lower case', Buffer.from(value.toLowerCase())],
    ['upper case', Buffer.from(value.toUpperCase())],
    ['without spaces', Buffer.from(value.replaceAll(' ', ''))],
    ['grouped', Buffer.from(grouped(value))],
    ...[0, 1, 2].map(shift => ['base64', Buffer.from(base64Core(plain, shift))] as const),
    ['hex', Buffer.from(plain.toString('hex'))],
    ['hex', Buffer.from(plain.toString('hex').toUpperCase())],
    ['percent', Buffer.from(encodeURIComponent(value))],
    ['percent', Buffer.from(encodeURIComponent(value).replaceAll('%20', '+'))],
    ['UTF-16', Buffer.from(value, 'utf16le')],
    ['UTF-16', Buffer.from(value, 'utf16le').swap16()],
  ]
  const seen = new Set<string>()
  return forms.flatMap(([form, bytes]) => {
    const id = bytes.toString('latin1')
    if (seen.has(id)) return []
    seen.add(id)
    return [{ value, form, bytes }]
  })
}

/** A long number in groups of four, as cards and accounts are printed. */
function grouped(value: string): string {
  return /^[A-Z]{0,2}\d{10,}$/.test(value) ? value.replace(/(.{4})(?=.)/g, '$1 ') : value
}

/** What of the base64 of these bytes does not depend on what stands before and behind, `shift` bytes into a group of three. */
function base64Core(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
  const start = Math.ceil((shift * 8) / 6)
  const end = Math.floor((whole.byteLength * 8) / 6)
  return whole.toString('base64').slice(start, end)
}

function membersOf(bytes: Buffer): readonly Buffer[] {
  const members: Buffer[] = []
  for (let at = bytes.indexOf(GZIP); at !== -1; at = bytes.indexOf(GZIP, at + 1)) {
    try {
      // Raw, behind the header: what follows a member in its sink would be an error to the reader of gzip files.
      members.push(inflateRawSync(bytes.subarray(bodyStart(bytes, at)), { maxOutputLength: MOST_UNPACKED }))
    } catch {
      // Three bytes that look like the beginning of a member and are none.
    }
  }
  return members
}

/** Where the compressed data of the member at `at` begin (RFC 1952, section 2.3). */
function bodyStart(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3] ?? 0
  let start = at + 10
  if ((flags & 0x04) !== 0) start += 2 + (bytes[start] ?? 0) + 256 * (bytes[start + 1] ?? 0)
  for (const flag of [0x08, 0x10]) {
    if ((flags & flag) === 0) continue
    const end = bytes.indexOf(0, start)
    start = end === -1 ? bytes.byteLength : end + 1
  }
  return start + ((flags & 0x02) === 0 ? 0 : 2)
}
