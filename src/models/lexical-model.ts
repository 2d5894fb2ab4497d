import type { Matrix } from '../numeric/matrix.ts'
import type { RedactedText } from '../records/redacted-text.ts'

export type LexicalOptions = { readonly signal?: AbortSignal | undefined }

/** What a lexical model learnt from the texts of one window: it places later texts among them. */
export interface LexicalFit {
  /** The model that was fitted. */
  readonly modelId: string
  /** 64 hexadecimal digits: equal fits, equal spaces. */
  readonly fingerprint: string
  /**
   * Places any texts in the space of the fit, one by one: the same text always gives the same vector. A text that was
   * fitted lands close to its fitted row, not on it.
   *
   * @returns shape (texts.length, dimensions), rows of unit length or, where a text shares nothing with those fitted, zero.
   * @throws the signal's reason once it is aborted.
   */
  project(texts: readonly RedactedText[], options?: LexicalOptions): Promise<Matrix>
  /** The fit for `LexicalModel.load`; what is loaded projects bit for bit as this does. Holds no text. */
  toBytes(): Uint8Array
}

/**
 * Places texts by the words and spellings they share. Unlike an `EmbeddingModel` it has no vocabulary of its own:
 * it is fitted on the texts it places, so a vector means something only beside others of the same fit and must never
 * be cached by its text.
 */
export interface LexicalModel {
  /** Names the method and every parameter that moves a vector. */
  readonly modelId: string
  readonly dimensions: number
  /**
   * @param texts - distinct, in an order that does not depend on where they came from.
   * @returns `matrix` of shape (texts.length, dimensions), rows in the order of `texts`, of unit length or, where a
   *   text shares nothing with any other, zero; `fit` places later texts in the same space.
   * @throws the signal's reason once it is aborted.
   */
  fit(
    texts: readonly RedactedText[],
    options?: LexicalOptions,
  ): Promise<{ readonly matrix: Matrix; readonly fit: LexicalFit }>
  /**
   * The fit that `toBytes` wrote, by this or an earlier version.
   *
   * @param location - what errors call the bytes.
   * @throws {StoreError} when the bytes are damaged, newer, or of another model.
   */
  load(bytes: Uint8Array, location: string): LexicalFit
}
