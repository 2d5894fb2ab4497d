import type { RedactedTrace } from '../../records/trace.ts'

/** Says how well an answer did, by a rule of the user's; it is not told whose answer it is. */
export interface Scorer {
  readonly name: string
  /**
   * The score in [0, 1]; undefined where the rule has nothing to say of this answer.
   *
   * @throws {ProviderError} in the place of whatever the rule throws, when it gives no score, or takes too long.
   */
  score(trace: RedactedTrace): Promise<number | undefined>
}
