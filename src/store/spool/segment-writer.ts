import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { sealRecord } from './segment-file.ts'

export type SegmentKeys = { readonly key: Uint8Array; readonly randomBytes: (size: number) => Uint8Array }

const IV_BYTES = 12

/** A segment that is being written. */
export type OpenSegment = {
  readonly name: string
  /** Number of its first record. */
  readonly first: number
  readonly file: FileHandle
  /** Records and bytes that are on the disk. */
  records: number
  bytes: number
}

export const SEGMENT_NAME = /^\d{16}\.spool$/

function segmentName(first: number): string {
  return `${String(first).padStart(16, '0')}.spool`
}

/** What the record with this index is bound to. */
export function placeIn(first: number): (index: number) => string {
  return index => `tidegate-spool ${first} ${index}`
}

/** A new segment for records from `first`; the folder knows it when this is done. */
export async function createSegment(folder: string, first: number): Promise<OpenSegment> {
  const name = segmentName(first)
  const file = await open(join(folder, name), 'wx', 0o600)
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
  return { name, first, file, records: 0, bytes: 0 }
}

/** Adds records in one write and waits for the disk. When that fails, or the file was deleted meanwhile, nothing of them is left. */
export async function writeRecords(
  segment: OpenSegment,
  bodies: readonly Uint8Array[],
  { key, randomBytes }: SegmentKeys,
): Promise<void> {
  const place = placeIn(segment.first)
  const sealed = Buffer.concat(
    bodies.map((body, index) => sealRecord(key, place(segment.records + index), body, randomBytes(IV_BYTES))),
  )
  try {
    await segment.file.writev([sealed], segment.bytes)
    await segment.file.datasync()
    // What is written to a file without a name is gone with this process.
    if ((await segment.file.stat()).nlink === 0)
      throw Object.assign(new Error('the segment was deleted while it was written to'), { code: 'ENOENT' })
  } catch (error) {
    await segment.file.truncate(segment.bytes).catch(() => {})
    throw error
  }
  segment.records += bodies.length
  segment.bytes += sealed.byteLength
}
