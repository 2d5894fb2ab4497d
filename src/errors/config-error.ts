import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** A config file, flag or input path is wrong. Exit 2. */
export class ConfigError extends PipelineError {
  readonly code = 'config'
  readonly exitCode = 2
  /** Where: a config path such as \`regression_gates.delta_threshold\`, a flag or a file. */
  readonly path: string

  constructor(message: string, options: PipelineErrorOptions & { readonly path: string }) {
    super(message, options)
    this.path = options.path
  }
}
