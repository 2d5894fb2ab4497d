import { createCipheriv, createDecipheriv } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 4

export type SegmentReading = {
  readonly bodies: readonly { readonly index: number; readonly body: Uint8Array }[]
  /** Records there are, unreadable ones included. */
  readonly count: number
  readonly isDamaged: boolean
}

/**
 * One record as it stands in a segment: length of the rest in 4 bytes, big-endian, then IV, tag and ciphertext of
 * AES-256-GCM. Bound to its place, so that records cannot be moved or taken from another segment.
 */
export function sealRecord(key: Uint8Array, place: string, body: Uint8Array, iv: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(
    Buffer.from(place),
  )
  const sealed = Buffer.concat([cipher.update(body), cipher.final()])
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(IV_BYTES + TAG_BYTES + sealed.byteLength)
  return Buffer.concat([length, iv, cipher.getAuthTag(), sealed])
}

/**
 * The records of a segment. One that ends after the file is what a killed process was writing and had not acknowledged;
 * one whose tag does not fit was changed.
 *
 * @param placeOf - what the record with this index was bound to.
 */
export function readSegment(
  key: Uint8Array,
  placeOf: (index: number) => string,
  bytes: Uint8Array,
): SegmentReading {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bodies: { index: number; body: Uint8Array }[] = []
  let count = 0
  let isDamaged = false
  for (let at = 0; at + LENGTH_BYTES <= view.byteLength; ) {
    const length = view.readUInt32BE(at)
    const end = at + LENGTH_BYTES + length
    if (end > view.byteLength) break
    const body = openRecord(key, placeOf(count), view.subarray(at + LENGTH_BYTES, end))
    if (body === undefined) isDamaged = true
    else bodies.push({ index: count, body })
    count += 1
    at = end
  }
  return { bodies, count, isDamaged }
}

function openRecord(key: Uint8Array, place: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed.byteLength < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
  } catch {
    // The tag does not fit.
    return undefined
  }
}
