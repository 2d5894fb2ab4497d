import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { ProviderError } from '../../errors/provider-error.ts'
import type { EmbeddingModel } from '../embedding-model.ts'
import { propertyOf } from '../property-of.ts'
import { unitRow } from '../unit-row.ts'
import { directoryFingerprint } from './directory-fingerprint.ts'

export type TransformersOptions = {
  /** A model in the layout of the hub: `config.json`, `tokenizer.json`, `onnx/model.onnx`. */
  readonly directory: string
  /** Loads a package by name; tests hand in their own. */
  readonly importPackage?: (name: string) => Promise<unknown>
}

const PACKAGE = '@huggingface/transformers'

/** Characters read of a text: the model's own limit in tokens is applied by its tokenizer. */
const LONGEST_TEXT = 8_192

type Extract = (
  text: string,
  options: { readonly pooling: string; readonly normalize: boolean },
) => Promise<unknown>

/**
 * The embedding model in a directory of the user's, run in this process by `@huggingface/transformers`, which is no
 * dependency of ours and has to be installed beside us. Nothing is downloaded: remote models are switched off before
 * the first one is loaded. Texts go through one at a time, because padding would let a vector depend on its neighbours.
 *
 * @throws {ProviderError} `unavailable` when the package is not installed or the directory holds no such model.
 */
export async function createTransformersEmbeddingModel(
  options: TransformersOptions,
): Promise<EmbeddingModel> {
  const directory = resolve(options.directory)
  const library = await load(options.importPackage ?? (name => import(name)))
  const extract = await pipelineOf(library, directory)
  const pooling = await poolingOf(directory)
  const fingerprint = await directoryFingerprint(directory)
  const vectorOf = async (text: string): Promise<Float32Array> => {
    const output = await extract(text.toWellFormed().slice(0, LONGEST_TEXT), { pooling, normalize: true })
    const data = propertyOf(output, 'data') ?? Reflect.get(Object(output), 'data')
    return data instanceof Float32Array ? data : new Float32Array(0)
  }
  const dimensions = (await vectorOf('size')).length
  return {
    modelId: `transformers/${basename(directory)}/${fingerprint}/${pooling}@${dimensions}/${LONGEST_TEXT}`,
    dimensions,
    async embed(texts, { signal, onProgress } = {}) {
      const data = new Float32Array(texts.length * dimensions)
      for (const [index, text] of texts.entries()) {
        signal?.throwIfAborted()
        data.set(unitRow(await vectorOf(text), dimensions, PACKAGE), index * dimensions)
        onProgress?.(index + 1)
      }
      return { data, rows: texts.length, columns: dimensions }
    },
  }
}

async function load(importPackage: (name: string) => Promise<unknown>): Promise<unknown> {
  try {
    return await importPackage(PACKAGE)
  } catch (cause) {
    throw unavailable(`Expected the package ${PACKAGE} to be installed, found none that loads`, {
      hint: `npm install ${PACKAGE} beside tidegate, or remove \`models.embedding.transformers\``,
      cause,
    })
  }
}

async function pipelineOf(library: unknown, directory: string): Promise<Extract> {
  const env = Reflect.get(Object(library), 'env')
  const create = Reflect.get(Object(library), 'pipeline')
  if (typeof env !== 'object' || env === null || typeof create !== 'function') {
    throw unavailable(`Expected ${PACKAGE} 3 or later, found another interface`, {})
  }
  Object.assign(env, {
    allowRemoteModels: false,
    allowLocalModels: true,
    localModelPath: dirname(directory) + sep,
  })
  try {
    return await create('feature-extraction', basename(directory))
  } catch (cause) {
    throw unavailable(`Expected a model in ${basename(directory)} that ${PACKAGE} can load, found none`, {
      hint: 'the directory needs config.json, tokenizer.json and onnx/model.onnx; nothing is downloaded',
      cause,
    })
  }
}

/** How token vectors become one: sentence-transformers writes it beside the model; without a word it is the mean. */
async function poolingOf(directory: string): Promise<'mean' | 'cls'> {
  const text = await readFile(join(directory, '1_Pooling', 'config.json'), 'utf8').catch(() => '{}')
  try {
    return propertyOf(JSON.parse(text), 'pooling_mode_cls_token') === true ? 'cls' : 'mean'
  } catch (cause) {
    throw unavailable(`Expected JSON in 1_Pooling/config.json of ${basename(directory)}`, { cause })
  }
}

function unavailable(
  message: string,
  options: { readonly hint?: string; readonly cause?: unknown },
): ProviderError {
  return new ProviderError(message, {
    ...options,
    provider: PACKAGE,
    reason: 'unavailable',
    isRetryable: false,
  })
}
