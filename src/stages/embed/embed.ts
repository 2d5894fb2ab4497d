import { createHash } from 'node:crypto'
import { ProviderError } from '../../errors/provider-error.ts'
import type { EmbeddingModel } from '../../models/embedding-model.ts'
import type { LexicalFit, LexicalModel } from '../../models/lexical-model.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { releaseRows } from '../../numeric/release-rows.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { Intent } from '../../records/intent.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { RunStore } from '../../store/run-store.ts'
import { joinRows } from './join-rows.ts'

/** Vectors kept by content: the part of the run store that `embed` needs. */
export type VectorCache = Pick<RunStore, 'vectors' | 'putVectors'>

export type EmbedDependencies = {
  readonly cache?: VectorCache | undefined
  /** Fitted on this window's intents and joined to the model's vectors; none: the model's vectors alone. */
  readonly lexical?: LexicalModel | undefined
  /** Called with the counts of distinct texts embedded so far, cached ones included, and in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * How much the lexical part weighs beside the sentence part before both are scaled to unit length together:
 * 0.7 gave the best neighbours and clusters on CLINC150 and BANKING77 (1.0 lost two points).
 */
const LEXICAL_WEIGHT = 0.7

/** Texts looked up and handed to the model at a time; what is done is cached then, so that an interrupted run pays once. */
const SLICE = 4_096

/** Vectors of a window and what places later windows beside them. */
export type FittedEmbeddings = {
  readonly embeddings: Embeddings
  /** Undefined without a lexical model: then every window is in the same space anyway. */
  readonly lexicalFit: LexicalFit | undefined
}

/**
 * One unit vector per intent, in the order given. Equal texts are embedded once, and those the cache knows not at
 * all. A trace's vector depends on the set of distinct texts when a lexical model is given (then `modelId` says
 * "fitted on this window"), never on their order or number.
 *
 * @throws {ProviderError} from the model, or `bad-response` when it answers with another shape or non-finite numbers.
 * @throws {StoreError} from the cache.
 * @throws the signal's reason once it is aborted.
 */
export async function embed(
  intents: readonly Intent[],
  model: EmbeddingModel,
  dependencies: EmbedDependencies = {},
): Promise<Embeddings> {
  return (await embedAndFit(intents, model, dependencies)).embeddings
}

/** What `embed` gives, with the lexical fit that `embedInSpace` needs to place a later window beside this one. */
export async function embedAndFit(
  intents: readonly Intent[],
  model: EmbeddingModel,
  dependencies: EmbedDependencies = {},
): Promise<FittedEmbeddings> {
  const { lexical, signal } = dependencies
  const texts = distinctTexts(intents)
  const sentences = await sentenceRows(texts, model, dependencies)
  const fitted = await lexical?.fit(texts, { signal })
  return {
    embeddings: {
      traceIds: intents.map(intent => intent.traceId),
      vectors: vectorsOf(intents, texts, sentences, fitted?.matrix),
      modelId:
        lexical === undefined
          ? model.modelId
          : `${model.modelId} + ${LEXICAL_WEIGHT} x ${lexical.modelId} fitted on this window`,
    },
    lexicalFit: fitted?.fit,
  }
}

/**
 * One unit vector per intent in the space of an earlier window: its `fit` places the texts instead of a new one, so
 * that vectors of any two windows placed by the same model and fit may be compared.
 *
 * @param fit - of the earlier window; undefined when it had no lexical model.
 * @throws as `embed`.
 */
export async function embedInSpace(
  intents: readonly Intent[],
  model: EmbeddingModel,
  fit: LexicalFit | undefined,
  dependencies: Omit<EmbedDependencies, 'lexical'> = {},
): Promise<Embeddings> {
  const texts = distinctTexts(intents)
  const sentences = await sentenceRows(texts, model, dependencies)
  const lexical = await fit?.project(texts, { signal: dependencies.signal })
  return {
    traceIds: intents.map(intent => intent.traceId),
    vectors: vectorsOf(intents, texts, sentences, lexical),
    modelId: spaceIdOf(model, fit),
  }
}

/** Names the space `embedInSpace` places texts in: the sentence model and, where there is one, the very fit. */
export function spaceIdOf(model: EmbeddingModel, fit: LexicalFit | undefined): string {
  if (fit === undefined) return model.modelId
  return `${model.modelId} + ${LEXICAL_WEIGHT} x ${fit.modelId} fitted on ${fit.fingerprint.slice(0, 12)}`
}

function distinctTexts(intents: readonly Intent[]): readonly RedactedText[] {
  return [...new Set(intents.map(intent => intent.text))].sort(byCodeUnits)
}

/**
 * Joined row by row where they are wanted: a matrix of all joined texts would be one more of the largest in memory. The
 * sentences' rows are used up.
 */
function vectorsOf(
  intents: readonly Intent[],
  texts: readonly RedactedText[],
  sentences: Matrix,
  lexical: Matrix | undefined,
): Matrix {
  const rowOf = new Map(texts.map((text, row) => [text, row]))
  const parts = [{ matrix: sentences, weight: 1 }]
  const rows = joinRows(
    lexical === undefined ? parts : [...parts, { matrix: lexical, weight: LEXICAL_WEIGHT }],
    intents.map(({ text }) => rowOf.get(text) ?? 0),
  )
  releaseRows(sentences)
  return rows
}

/** Not by locale: the order of the texts must be the same on every machine. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function sentenceRows(
  texts: readonly RedactedText[],
  model: EmbeddingModel,
  { cache, signal, onProgress }: EmbedDependencies,
): Promise<Matrix> {
  const { dimensions } = model
  const data = new Float32Array(texts.length * dimensions)
  const hashes = texts.map(contentHash)
  const missing: number[] = []
  for (let start = 0; start < hashes.length; start += SLICE) {
    const slice = hashes.slice(start, start + SLICE)
    const known = cache?.vectors(model.modelId, slice) ?? new Map<string, Float32Array>()
    slice.forEach((hash, index) => {
      const vector = known.get(hash)
      // A cached vector of another length cannot be of this space: it is made anew and overwritten.
      if (vector?.length === dimensions) data.set(vector, (start + index) * dimensions)
      else missing.push(start + index)
    })
  }
  let done = texts.length - missing.length
  onProgress?.(done, texts.length)
  for (let start = 0; start < missing.length; start += SLICE) {
    const slice = missing.slice(start, start + SLICE)
    const before = done
    const answer = await model.embed(
      slice.map(row => texts[row] as RedactedText),
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress: count => onProgress?.(before + count, texts.length),
      },
    )
    const vectors = checkedVectors(answer, slice.length, model)
    vectors.forEach((vector, index) => {
      data.set(vector, (slice[index] ?? 0) * dimensions)
    })
    cache?.putVectors(
      model.modelId,
      vectors.map((vector, index) => [hashes[slice[index] ?? 0] ?? '', vector]),
    )
    done += slice.length
  }
  return { data, rows: texts.length, columns: dimensions }
}

/** What a vector is kept under in the store. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Single precision from the start, so that a vector is the same whether it comes from the model or the cache. */
function checkedVectors(answer: Matrix, rows: number, model: EmbeddingModel): readonly Float32Array[] {
  const { dimensions, modelId } = model
  const isWhole = answer.rows === rows && answer.columns === dimensions
  if (!isWhole || !answer.data.every(Number.isFinite)) {
    const found = isWhole ? 'numbers that are not finite' : `${answer.rows} x ${answer.columns}`
    throw new ProviderError(
      `Expected ${rows} x ${dimensions} finite numbers from embedding model ${modelId}, got ${found}`,
      { provider: modelId, reason: 'bad-response', isRetryable: false },
    )
  }
  return Array.from({ length: rows }, (_, row) =>
    Float32Array.from(answer.data.subarray(row * dimensions, (row + 1) * dimensions)),
  )
}
