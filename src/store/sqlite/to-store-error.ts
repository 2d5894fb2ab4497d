import { StoreError } from '../../errors/store-error.ts'

/** What the primary result codes of SQLite mean to the reader (https://www.sqlite.org/rescode.html). */
const EXPLANATIONS: ReadonlyMap<number, readonly [problem: string, hint: string]> = new Map([
  [5, ['is locked by another process', 'Wait for the other run to end, or give this one a store of its own']],
  [8, ['cannot be written', 'Make the file and its folder writable, or name another store']],
  [
    10,
    [
      'failed to read or write',
      'Check the disk; a network file system may not support the locks a store needs',
    ],
  ],
  [11, ['is damaged', 'Move the file away and ingest again; the traces are still where they came from']],
  [13, ['ran out of disk space', 'Free space and repeat the command; everything stored before is kept']],
  [14, ['cannot be opened', 'Check that the folder exists and may be read and written']],
  [26, ['is not a database', 'Name another file, or move this one away']],
])

/** A `StoreError` for what SQLite or the file system threw. Never quotes a row. */
export function toStoreError(error: unknown, location: string): StoreError {
  if (error instanceof StoreError) return error
  const code = sqliteCode(error)
  const [problem, hint] = (code === undefined ? undefined : EXPLANATIONS.get(code & 0xff)) ?? [
    `failed (${reasonOf(error)})`,
    'Check that the folder exists and may be read and written',
  ]
  return new StoreError(`Store ${location} ${problem}`, { location, hint, cause: error })
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined
}

/** A name for the failure: the messages themselves may hold values. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
