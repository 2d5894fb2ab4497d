import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RedactedText } from '../../records/redacted-text.ts'
import { createTransformersEmbeddingModel } from './create-transformers-embedding-model.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-model-'))
  mkdirSync(join(directory, 'onnx'))
  writeFileSync(join(directory, 'config.json'), '{}')
  writeFileSync(join(directory, 'onnx', 'model.onnx'), 'weights 1')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** As much of the library as is used: three numbers per text, from its length. */
function fakeLibrary() {
  const env: Record<string, unknown> = { allowRemoteModels: true }
  const calls: unknown[] = []
  const library = {
    env,
    async pipeline(task: string, name: string) {
      calls.push({ task, name, env: { ...env } })
      return async (text: string, options: object) => {
        calls.push(options)
        return { data: Float32Array.of(text.length, 1, 2), dims: [1, 3] }
      }
    },
  }
  return { calls, importPackage: async () => library }
}

const texts = ['a', 'bcd'] as readonly string[] as readonly RedactedText[]

it('loads the named directory with remote models switched off before anything is loaded', async () => {
  const { calls, importPackage } = fakeLibrary()
  await createTransformersEmbeddingModel({ directory, importPackage })
  expect(calls[0]).toEqual({
    task: 'feature-extraction',
    name: basename(directory),
    env: { allowRemoteModels: false, allowLocalModels: true, localModelPath: dirname(directory) + sep },
  })
})

it('gives unit rows of the size the model has', async () => {
  const model = await createTransformersEmbeddingModel({ directory, ...fakeLibrary() })
  const { data, rows, columns } = await model.embed(texts)
  expect([rows, columns, model.dimensions]).toEqual([2, 3, 3])
  expect(Math.hypot(...data.subarray(3))).toBeCloseTo(1, 6)
  expect((data[3] ?? 0) / (data[4] ?? 0)).toBeCloseTo(3, 5)
})

it.each([
  ['{"pooling_mode_cls_token": true}', 'cls'],
  ['{"pooling_mode_mean_tokens": true}', 'mean'],
])('pools as %s beside the model says', async (text, pooling) => {
  mkdirSync(join(directory, '1_Pooling'))
  writeFileSync(join(directory, '1_Pooling', 'config.json'), text)
  const { calls, importPackage } = fakeLibrary()
  await createTransformersEmbeddingModel({ directory, importPackage })
  expect(calls[1]).toEqual({ pooling, normalize: true })
})

it('is another space once the weights change under the same path', async () => {
  const before = await createTransformersEmbeddingModel({ directory, ...fakeLibrary() })
  const same = await createTransformersEmbeddingModel({ directory, ...fakeLibrary() })
  writeFileSync(join(directory, 'onnx', 'model.onnx'), 'weights 2')
  const after = await createTransformersEmbeddingModel({ directory, ...fakeLibrary() })
  expect(same.modelId).toBe(before.modelId)
  expect(after.modelId).not.toBe(before.modelId)
})

it('says what to install when the package is absent, as it is here', async () => {
  await expect(createTransformersEmbeddingModel({ directory })).rejects.toMatchObject({
    reason: 'unavailable',
    hint: expect.stringContaining('npm install @huggingface/transformers'),
  })
})

it('says what a directory needs when it holds no model', async () => {
  const importPackage = async () => ({
    env: {},
    pipeline: async () => {
      throw new Error('no such file')
    },
  })
  await expect(createTransformersEmbeddingModel({ directory, importPackage })).rejects.toMatchObject({
    hint: expect.stringContaining('onnx/model.onnx'),
  })
})
