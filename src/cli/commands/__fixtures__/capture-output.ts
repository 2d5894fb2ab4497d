import { vi } from 'vitest'

/** Standard output and standard error of the process; a test may empty them. */
export type CapturedOutput = { printed: string; warned: string }

/** What is written to both streams from now on, kept in `output` instead of shown, until `vi.restoreAllMocks()`. */
export function captureOutput(output: CapturedOutput = { printed: '', warned: '' }): CapturedOutput {
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    output.printed += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    output.warned += String(text)
    return true
  })
  return output
}
