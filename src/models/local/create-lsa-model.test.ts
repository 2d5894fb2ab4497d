import { expect, test } from 'vitest'
import type { RedactedText } from '../../records/redacted-text.ts'
import { createLsaModel } from './create-lsa-model.ts'

const texts = [
  'cancel my order 7781',
  'please cancel the order',
  'cancelling an order I made',
  'what is my account balance',
  'balance of my account please',
  'show the account balances',
  'zzqx',
] as readonly string[] as readonly RedactedText[]

function cosine(data: Float32Array | Float64Array, i: number, j: number): number {
  let sum = 0
  for (let k = 0; k < 256; k++) sum += (data[i * 256 + k] ?? 0) * (data[j * 256 + k] ?? 0)
  return sum
}

test('texts that share words or spellings are nearer than texts that share none', async () => {
  const { data } = await createLsaModel().fit(texts)
  const within = [cosine(data, 0, 1), cosine(data, 0, 2), cosine(data, 3, 4), cosine(data, 3, 5)]
  const between = [cosine(data, 0, 3), cosine(data, 2, 5), cosine(data, 1, 5)]
  expect(Math.min(...within)).toBeGreaterThan(Math.max(...between) + 0.1)
})

test('rows have unit length, and a text that shares nothing is zero', async () => {
  const { data, rows, columns } = await createLsaModel().fit(texts)
  expect([rows, columns]).toEqual([7, 256])
  for (let row = 0; row < 6; row++) expect(cosine(data, row, row)).toBeCloseTo(1, 5)
  expect(cosine(data, 6, 6)).toBe(0)
})

test('two fits of the same texts are bit-equal', async () => {
  const [first, second] = [await createLsaModel().fit(texts), await createLsaModel().fit(texts)]
  expect(second.data).toEqual(first.data)
})

test('no texts and one text are fitted without complaint', async () => {
  expect((await createLsaModel().fit([])).data).toHaveLength(0)
  expect([...new Set((await createLsaModel().fit(texts.slice(0, 1))).data)]).toEqual([0])
})
