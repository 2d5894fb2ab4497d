import { PipelineError } from './pipeline-error.ts'

/** The user stopped the run (Ctrl-C). What was finished is kept; the same command resumes. Exit 130. */
export class InterruptedError extends PipelineError {
  readonly code = 'interrupted'
  readonly exitCode = 130
}
