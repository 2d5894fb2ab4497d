import { writeOutput } from './write-output.ts'

/** Where a report goes: a file, `-` for standard output, or nowhere when it was not asked for; and what makes its text. */
export type Report = readonly [file: string | undefined, render: () => string]

/**
 * Writes the reports that were asked for and shows `people` what they read: on standard error where a report has standard
 * output for itself.
 *
 * @throws {RedactionError | StoreError} see `writeOutput`.
 */
export async function writeReports(reports: readonly Report[], people: string): Promise<void> {
  for (const [file, render] of reports) {
    if (file === '-') process.stdout.write(render())
    else if (file !== undefined) await writeOutput(file, render())
  }
  const stream = takesStdout(reports.map(([file]) => file)) ? process.stderr : process.stdout
  stream.write(people)
}

/** Whether one of the files is standard output. */
export function takesStdout(files: readonly (string | undefined)[]): boolean {
  return files.includes('-')
}
