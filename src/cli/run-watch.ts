import type { ProgressEvent } from '../dependencies.ts'

/** Who is told how a run goes, and who can stop it, where that is not the terminal. */
export type RunWatch = {
  readonly onWarning: (warning: string) => void
  readonly onProgress: (event: ProgressEvent) => void
  readonly signal: AbortSignal
}
