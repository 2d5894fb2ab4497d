import { expect, it } from 'vitest'
import type { EmbeddingModel } from '../../../models/embedding-model.ts'
import { redacted } from '../__fixtures__/traces.ts'
import { embedInTurns } from './embed-in-turns.ts'

/** The vector of a text is its length. */
function lengthModel(): EmbeddingModel & { readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = []
  return {
    modelId: 'length',
    dimensions: 1,
    calls,
    async embed(texts) {
      calls.push([...texts])
      if (texts.some(text => text === '')) throw new Error('empty')
      return { data: Float32Array.from(texts, text => text.length), rows: texts.length, columns: 1 }
    },
  }
}

const texts = (...each: string[]) => each.map(redacted)

it('gives everybody their own rows of one call', async () => {
  const model = lengthModel()
  const embed = embedInTurns(model, undefined)
  const results = await Promise.all([embed(texts('a', 'bb')), embed(texts('ccc')), embed(texts('dddd'))])
  expect(results.map(({ data }) => [...data])).toEqual([[1, 2], [3], [4]])
  expect(model.calls).toHaveLength(1)
})

it('goes on after a call that failed', async () => {
  const embed = embedInTurns(lengthModel(), undefined)
  await expect(embed(texts(''))).rejects.toThrow('empty')
  expect((await embed(texts('aa'))).data).toEqual(Float32Array.of(2))
})
