import type { Matrix } from '../numeric/matrix.ts'
import type { RedactedText } from '../records/redacted-text.ts'

/**
 * Places texts by the words and spellings they share. Unlike an `EmbeddingModel` it has no vocabulary of its own:
 * it is fitted on the texts it places, so a vector means something only beside the others of the same fit and
 * must never be cached by its text.
 */
export interface LexicalModel {
  /** Names the method and every parameter that moves a vector. */
  readonly modelId: string
  readonly dimensions: number
  /**
   * @param texts - distinct, in an order that does not depend on where they came from.
   * @returns shape (texts.length, dimensions), rows in the order of `texts`, of unit length or, where a text
   *   shares nothing with any other, zero.
   * @throws the signal's reason once it is aborted.
   */
  fit(
    texts: readonly RedactedText[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Matrix>
}
