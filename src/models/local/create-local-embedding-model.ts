import type { Matrix } from '../../numeric/matrix.ts'
import type { EmbeddingModel } from '../embedding-model.ts'
import { packagePath } from '../package-path.ts'
import { encodeInProcesses } from './encode-in-processes.ts'
import { SENTENCE_DIMENSIONS, SENTENCE_ENCODER_VERSION } from './sentence-encoder.ts'

/** Characters of a text the encoder reads; at some 0.1 s per 1,000 characters, longer texts would stall a run. */
const LONGEST_TEXT = 1_000

/**
 * The embedding model that ships with the package: USE-lite, English, 512 dimensions, no network. A text's vector
 * is bit for bit the same whatever it is embedded with, so it can be cached by content. Texts are compared after
 * Unicode NFKC and folding of white space, and read up to their first 1,000 characters.
 *
 * @param options.processes - at most so many child processes at a time; they end with each call of `embed`.
 */
export function createLocalEmbeddingModel(options: { readonly processes: number }): EmbeddingModel {
  const entry = packagePath('models/local/sentence-encoder-process.ts')
  return {
    modelId: `use-lite@${SENTENCE_ENCODER_VERSION}/${LONGEST_TEXT}`,
    dimensions: SENTENCE_DIMENSIONS,
    async embed(texts, { signal, onProgress } = {}): Promise<Matrix> {
      const prepared = texts.map(prepare)
      const distinct = [...new Set(prepared)]
      const rows = new Map(distinct.map((text, row) => [text, row]))
      const vectors = await encodeInProcesses(distinct, {
        processes: options.processes,
        entry,
        signal,
        onProgress,
      })
      const data = new Float32Array(texts.length * SENTENCE_DIMENSIONS)
      prepared.forEach((text, index) => {
        const row = rows.get(text) ?? 0
        const vector = vectors.subarray(row * SENTENCE_DIMENSIONS, (row + 1) * SENTENCE_DIMENSIONS)
        data.set(vector, index * SENTENCE_DIMENSIONS)
      })
      return { data, rows: texts.length, columns: SENTENCE_DIMENSIONS }
    },
  }
}

/** Compatibility forms can grow eighteenfold, so the cut comes after the normalisation. */
function prepare(text: string): string {
  const folded = text
    .slice(0, LONGEST_TEXT * 2)
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim()
  return folded.slice(0, LONGEST_TEXT).toWellFormed()
}
