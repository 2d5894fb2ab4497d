import type { AnswerPolicy } from './answer.ts'
import type { CostOf } from './billing.ts'
import type { SimulatorClock } from './clock.ts'
import type { SimulatorSettings } from './start-simulator.ts'

/** What every simulated provider is told. */
export type ProviderOptions = Pick<
  SimulatorSettings,
  'faults' | 'limits' | 'latencyMs' | 'keys' | 'keptRequests' | 'maxBodyBytes'
> & {
  readonly clock: SimulatorClock
  readonly policy: AnswerPolicy
  /** Default: the provider's price list. */
  readonly costOf?: CostOf
  /** Seeds answers, faults with a probability, and the order of batch results where the provider shuffles them. */
  readonly seed?: string
  /** How long a batch takes; beyond the provider's window (24 h, Gemini 48 h) it expires. Default one hour. */
  readonly batchDurationMs?: number
  /** The model a reply names when `model` is asked for; default: the same, with its date where the provider adds one. */
  readonly resolvedModelOf?: (model: string, atMs: number) => string
}

/** How long a batch takes unless a test says otherwise. */
export const DEFAULT_BATCH_MS = 3_600_000
