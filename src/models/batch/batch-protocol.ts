import type { ProviderError } from '../../errors/provider-error.ts'
import type { BatchConnection } from './batch-connection.ts'

/** One request of a batch. */
export type BatchItem = {
  /** `requestIdOf` and a number: found again in the results, whatever their order. */
  readonly customId: string
  /** The JSON text that the provider package built for a live call. */
  readonly body: string
}

/** An attempt to create a batch, as it is journaled before it is sent. */
export type BatchAttempt = {
  /** Names the attempt to providers that let a batch carry a name. */
  readonly marker: string
  readonly customIds: readonly string[]
  /** Unix epoch, milliseconds. */
  readonly sentAtMs: number
}

/** Whether an attempt whose answer was lost made a batch; `undecided`: one under way may be it. */
export type FoundBatch =
  | { readonly kind: 'found'; readonly batchId: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }

export type BatchProgress = {
  readonly isOver: boolean
  /** The provider's own description of the batch. */
  readonly body: unknown
}

/** What became of one request: the body that a live call would have been answered with, or the failure. */
export type ItemResult =
  | { readonly kind: 'answered'; readonly reply: unknown }
  | { readonly kind: 'failed'; readonly error: ProviderError }

export type BatchResults = {
  readonly items: ReadonlyMap<string, ItemResult>
  /** What befell every request that has no result of its own. */
  readonly others: ProviderError
}

export type BatchLimits = {
  readonly maxItems: number
  /** Of the request that creates the batch. */
  readonly maxBytes: number
  /** How long the provider works at a batch before it gives up, milliseconds. */
  readonly windowMs: number
}

/** How one provider takes batches. Nothing here waits or repeats. */
export interface BatchProtocol {
  readonly limits: BatchLimits
  /** What the address of a live call ends with: before it is the address of the API. */
  readonly liveCall: RegExp
  /** The parts of a body in the order the provider caches them: requests with equal beginnings sort together. */
  promptOf(body: unknown): readonly unknown[]
  /** @returns the provider's id of the new batch. */
  create(
    connection: BatchConnection,
    items: readonly BatchItem[],
    attempt: BatchAttempt & { readonly model: string },
  ): Promise<string>
  /** @param others - batches that are known to be of other attempts. */
  find(connection: BatchConnection, attempt: BatchAttempt, others: ReadonlySet<string>): Promise<FoundBatch>
  progress(connection: BatchConnection, batchId: string): Promise<BatchProgress>
  /** @param body - of a batch that is over. */
  results(connection: BatchConnection, batchId: string, body: unknown): Promise<BatchResults>
  cancel(connection: BatchConnection, batchId: string): Promise<void>
}
