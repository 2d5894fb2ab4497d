import fc from 'fast-check'
import { expect, it } from 'vitest'
import { base64Of } from '../__fixtures__/serve-openai-embeddings.ts'
import { decodeEmbedding } from './decode-embedding.ts'

it('every single-precision number comes out of base64 bit for bit', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 1, maxLength: 64 }), vector => {
      expect(decodeEmbedding(base64Of(vector))).toEqual(vector)
    }),
  )
})

it('reads what the API documents: base64 of [0.5, -0.25]', () => {
  expect(decodeEmbedding('AAAAPwAAgL4=')).toEqual(Float32Array.of(0.5, -0.25))
})

it.each([['AAA='], [''], [[1, 'x']], [{ 0: 1 }], [null]])('%j is no vector', value => {
  expect(decodeEmbedding(value)).toBeUndefined()
})
