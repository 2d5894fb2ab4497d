/** Something acknowledged that is not worked off yet. */
export type SpoolRecord = {
  /** Counts all records of the folder, ascending, with gaps after damage. */
  readonly seq: number
  readonly body: Uint8Array
}

/** A group of records that was worked off as one: those of them up to `upTo` are not read again. */
export type SettledGroup = { readonly group: string; readonly upTo: number }

/**
 * What was acknowledged and is not in the store yet: encrypted, on the disk before `append` is done, gone from it when it
 * is worked off. One process at a time.
 */
export interface Spool {
  /**
   * What an earlier process left, oldest first; to be read once, before the first `append`. Every record must be
   * released in the end, like those that were appended.
   */
  recover(): IterableIterator<SpoolRecord>
  /** The last record that was part of a group worked off before the process died; undefined: it was not. */
  settledUpTo(group: string): number | undefined
  /**
   * The record's number, once it survives a power cut. Calls under way at the same time share one write.
   *
   * @throws {StoreError} when it cannot be written: then it is not there.
   */
  append(body: Uint8Array): Promise<number>
  /**
   * Says that groups are worked off, and that records are no longer needed because every group in them is. What is no
   * longer needed is erased.
   *
   * @throws {StoreError} when that cannot be written.
   */
  settle(groups: readonly SettledGroup[], released: readonly number[]): Promise<void>
  /** On the disk, records no longer needed included. */
  bytes(): number
  /** Segments in which a record was changed or cut in the middle: they are kept, and what could be read of them was. */
  damaged(): readonly string[]
  close(): Promise<void>
}
