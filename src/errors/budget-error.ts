import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** `cap`: the next call could pass the limit. `frozen`: a call cost more than its worst case, so no price is trusted. */
export type BudgetErrorReason = 'cap' | 'frozen'

/** The next call was not made, because it could not be paid for. What was answered before is kept. Exit 4. */
export class BudgetError extends PipelineError {
  readonly code = 'budget-exceeded'
  readonly exitCode = 4
  readonly reason: BudgetErrorReason
  /** Integer pico-dollars; undefined: there is no cap. */
  readonly capPicoUsd: number | undefined
  /** Settled, reserved and uncertain together, integer pico-dollars. */
  readonly bookedPicoUsd: number
  /** The most the refused call could have cost, integer pico-dollars. */
  readonly neededPicoUsd: number

  constructor(
    message: string,
    options: PipelineErrorOptions & {
      readonly reason: BudgetErrorReason
      readonly capPicoUsd: number | undefined
      readonly bookedPicoUsd: number
      readonly neededPicoUsd: number
    },
  ) {
    super(message, options)
    this.reason = options.reason
    this.capPicoUsd = options.capPicoUsd
    this.bookedPicoUsd = options.bookedPicoUsd
    this.neededPicoUsd = options.neededPicoUsd
  }
}
