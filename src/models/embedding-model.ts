import type { Matrix } from '../numeric/matrix.ts'
import type { RedactedText } from '../records/redacted-text.ts'

/** Turns texts into unit-length vectors of one space. */
export interface EmbeddingModel {
  /** Names the space: model, version and every parameter that moves a vector. */
  readonly modelId: string
  readonly dimensions: number
  /**
   * @param texts - any number, any order; the same text always gives the same vector.
   * @param onProgress - called with the count of texts done so far.
   * @returns shape (texts.length, dimensions), rows of unit length, in the order of `texts`.
   * @throws {ProviderError} when the model cannot be loaded or reached.
   */
  embed(
    texts: readonly RedactedText[],
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void },
  ): Promise<Matrix>
}
