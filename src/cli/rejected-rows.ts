import type { Rejected } from '../records/rejected.ts'

/** Rows that were no traces, for programs: of a file its base name, since a path is a fact of the machine. */
export function rejectedRows(rejected: readonly Rejected[]) {
  return rejected.map(({ file, line, reason }) => ({ file: baseName(file), line, reason }))
}

/** A file's name without its folders, whichever way they are written. */
export function baseName(file: string): string {
  return file.replace(/^.*[\\/]/, '')
}
