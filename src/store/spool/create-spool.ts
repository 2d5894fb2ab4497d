import { createHmac } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { appendFile, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../../errors/store-error.ts'
import { toStoreError } from '../sqlite/to-store-error.ts'
import { readSegment } from './segment-file.ts'
import {
  createSegment,
  type OpenSegment,
  placeIn,
  SEGMENT_NAME,
  type SegmentKeys,
  writeRecords,
} from './segment-writer.ts'
import type { SettledGroup, Spool, SpoolRecord } from './spool.ts'

const SETTLED_FILE = 'settled.log'
const SEGMENT_BYTES = 16 * 1024 * 1024

export type SpoolOptions = {
  /** Of its own; made when it is missing. */
  readonly folder: string
  readonly tenantKey: Uint8Array
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  /** A segment is closed when it has grown to this; default 16 MiB. */
  readonly segmentBytes?: number | undefined
}

/** What is known of a segment: its records that are still needed, and its size. */
type Segment = { readonly name: string; readonly needed: Set<number>; bytes: number; keep: boolean }

/**
 * The spool in a folder: segments named after their first record, and a log of groups that were worked off while other
 * groups still needed their segments. Names of groups stand in the log only as keyed hashes.
 *
 * @throws {StoreError} here and from its methods, when the folder cannot be read or written.
 */
export function createSpool(options: SpoolOptions): Spool {
  return new FolderSpool(options)
}

class FolderSpool implements Spool {
  readonly #folder: string
  readonly #keys: SegmentKeys
  readonly #groupKey: Buffer
  readonly #segmentBytes: number
  readonly #segments = new Map<string, Segment>()
  readonly #segmentOf = new Map<number, Segment>()
  readonly #damaged: string[] = []
  readonly #settled = new Map<string, number>()
  readonly #waiting: Waiting[] = []
  #active: { file: OpenSegment; segment: Segment } | undefined
  #next = 0
  #turn: Promise<void> = Promise.resolve()
  #isFlushing = false

  constructor({ folder, tenantKey, randomBytes, segmentBytes = SEGMENT_BYTES }: SpoolOptions) {
    const derived = (use: string): Buffer =>
      createHmac('sha256', tenantKey).update(`tidegate-spool/v1\0${use}`).digest()
    this.#folder = folder
    this.#keys = { key: derived('records'), randomBytes }
    this.#groupKey = derived('groups')
    this.#segmentBytes = segmentBytes
    this.#guardedSync(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      this.#readSettled()
    })
  }

  *recover(): IterableIterator<SpoolRecord> {
    const names = this.#guardedSync(() =>
      readdirSync(this.#folder)
        .filter(name => SEGMENT_NAME.test(name))
        .sort(),
    )
    for (const name of names) {
      const path = join(this.#folder, name)
      const bytes = this.#guardedSync(() => readFileSync(path))
      const first = Number.parseInt(name, 10)
      const { bodies, count, isDamaged } = readSegment(this.#keys.key, placeIn(first), bytes)
      if (isDamaged) this.#damaged.push(path)
      const segment: Segment = {
        name,
        needed: new Set(bodies.map(({ index }) => first + index)),
        bytes: bytes.byteLength,
        keep: isDamaged,
      }
      this.#segments.set(name, segment)
      for (const seq of segment.needed) this.#segmentOf.set(seq, segment)
      this.#next = Math.max(this.#next, first + Math.max(count, 1))
      for (const { index, body } of bodies) yield { seq: first + index, body }
    }
  }

  settledUpTo(group: string): number | undefined {
    return this.#settled.get(this.#hashed(group))
  }

  append(body: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ body, resolve, reject })
      if (!this.#isFlushing) void this.#flush()
    })
  }

  settle(groups: readonly SettledGroup[], released: readonly number[]): Promise<void> {
    return this.#inTurn(async () => {
      // The groups first: a crash in between must not find half of a group.
      if (groups.length > 0) await this.#logSettled(groups)
      for (const seq of released) {
        this.#segmentOf.get(seq)?.needed.delete(seq)
        this.#segmentOf.delete(seq)
      }
      await this.#eraseUnneeded()
    })
  }

  bytes(): number {
    return [...this.#segments.values()].reduce((sum, segment) => sum + segment.bytes, 0)
  }

  damaged(): readonly string[] {
    return [...this.#damaged]
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#closeActive())
  }

  /** One write and one wait for the disk for everything that came in during the last one. */
  async #flush(): Promise<void> {
    this.#isFlushing = true
    while (this.#waiting.length > 0) await this.#inTurn(() => this.#writeWaiting())
    this.#isFlushing = false
  }

  async #writeWaiting(): Promise<void> {
    const batch = this.#waiting.splice(0)
    try {
      const { file, segment } = await this.#activeSegment()
      const first = file.first + file.records
      await writeRecords(
        file,
        batch.map(({ body }) => body),
        this.#keys,
      )
      segment.bytes = file.bytes
      this.#next = first + batch.length
      batch.forEach(({ resolve }, index) => {
        segment.needed.add(first + index)
        this.#segmentOf.set(first + index, segment)
        resolve(first + index)
      })
      if (file.bytes >= this.#segmentBytes) await this.#closeActive()
    } catch (error) {
      for (const { reject } of batch) reject(toStoreError(error, this.#folder))
    }
  }

  async #activeSegment() {
    if (this.#active !== undefined) return this.#active
    const file = await createSegment(this.#folder, this.#next)
    const segment: Segment = { name: file.name, needed: new Set(), bytes: 0, keep: false }
    this.#segments.set(file.name, segment)
    this.#active = { file, segment }
    return this.#active
  }

  async #closeActive(): Promise<void> {
    const active = this.#active
    this.#active = undefined
    await active?.file.file.close()
  }

  async #eraseUnneeded(): Promise<void> {
    for (const segment of [...this.#segments.values()]) {
      if (segment.needed.size > 0 || segment.keep) continue
      if (segment === this.#active?.segment) await this.#closeActive()
      await rm(join(this.#folder, segment.name), { force: true })
      this.#segments.delete(segment.name)
    }
    // Without a segment nothing is left that a settled group could be read from again.
    if (this.#segments.size === 0 && this.#settled.size > 0) {
      await rm(join(this.#folder, SETTLED_FILE), { force: true })
      this.#settled.clear()
    }
  }

  async #logSettled(groups: readonly SettledGroup[]): Promise<void> {
    const path = join(this.#folder, SETTLED_FILE)
    const lines = groups.map(({ group, upTo }) => `${this.#hashed(group)} ${upTo}\n`)
    await appendFile(path, lines.join(''), { mode: 0o600 })
    const file = await open(path, 'r+')
    try {
      await file.datasync()
    } finally {
      await file.close()
    }
    for (const { group, upTo } of groups) this.#settled.set(this.#hashed(group), upTo)
  }

  /** A line that a killed process did not finish was never relied on. */
  #readSettled(): void {
    const path = join(this.#folder, SETTLED_FILE)
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return
    for (const [, hash = '', upTo = ''] of readFileSync(path, 'utf8').matchAll(/^([0-9a-f]{32}) (\d+)\n/gm)) {
      this.#settled.set(hash, Math.max(Number(upTo), this.#settled.get(hash) ?? 0))
    }
  }

  #hashed(group: string): string {
    return createHmac('sha256', this.#groupKey).update(group).digest('hex').slice(0, 32)
  }

  /** One at a time: writing, erasing and closing never meet. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result.catch((error: unknown) => {
      throw toStoreError(error, this.#folder)
    })
  }

  #guardedSync<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw error instanceof StoreError ? error : toStoreError(error, this.#folder)
    }
  }
}

type Waiting = {
  readonly body: Uint8Array
  readonly resolve: (seq: number) => void
  readonly reject: (error: StoreError) => void
}
