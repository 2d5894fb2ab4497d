import { expect, test } from 'vitest'
import { packArrays } from '../../numeric/packed-arrays.ts'
import { createRng, randomInteger } from '../../numeric/random.ts'
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
  const { data } = (await createLsaModel().fit(texts)).matrix
  const within = [cosine(data, 0, 1), cosine(data, 0, 2), cosine(data, 3, 4), cosine(data, 3, 5)]
  const between = [cosine(data, 0, 3), cosine(data, 2, 5), cosine(data, 1, 5)]
  expect(Math.min(...within)).toBeGreaterThan(Math.max(...between) + 0.1)
})

test('rows have unit length, and a text that shares nothing is zero', async () => {
  const { data, rows, columns } = (await createLsaModel().fit(texts)).matrix
  expect([rows, columns]).toEqual([7, 256])
  for (let row = 0; row < 6; row++) expect(cosine(data, row, row)).toBeCloseTo(1, 5)
  expect(cosine(data, 6, 6)).toBe(0)
})

test('two fits of the same texts are bit-equal', async () => {
  const [first, second] = [await createLsaModel().fit(texts), await createLsaModel().fit(texts)]
  expect(second.matrix.data).toEqual(first.matrix.data)
  expect(second.fit.fingerprint).toBe(first.fit.fingerprint)
})

test('no texts and one text are fitted without complaint', async () => {
  expect((await createLsaModel().fit([])).matrix.data).toHaveLength(0)
  expect([...new Set((await createLsaModel().fit(texts.slice(0, 1))).matrix.data)]).toEqual([0])
})

const later = [
  'cancel the order I made',
  'account balance',
  'zzqx',
  '',
] as readonly string[] as readonly RedactedText[]

test('fitted texts are projected close to where they were fitted, and strangers to nowhere', async () => {
  const { matrix, fit } = await createLsaModel().fit(texts)
  const own = await fit.project(texts)
  for (let row = 0; row < 6; row++) {
    const both = Float64Array.of(
      ...matrix.data.subarray(row * 256, (row + 1) * 256),
      ...own.data.subarray(row * 256, (row + 1) * 256),
    )
    expect(cosine(both, 0, 1)).toBeGreaterThan(0.98)
  }
  const { data } = await fit.project(later)
  expect([...new Set(data.subarray(2 * 256))]).toEqual([0])
})

test('later texts land beside the fitted ones they share words with', async () => {
  const { fit } = await createLsaModel().fit(texts)
  const { data } = await fit.project([...texts, ...later])
  expect(Math.min(cosine(data, 7, 0), cosine(data, 7, 1))).toBeGreaterThan(Math.max(cosine(data, 7, 3), 0.4))
  expect(Math.min(cosine(data, 8, 3), cosine(data, 8, 4))).toBeGreaterThan(Math.max(cosine(data, 8, 0), 0.4))
})

test('a text is projected alike alone and among others, and by a fit read back from its bytes', async () => {
  const model = createLsaModel()
  const { fit } = await model.fit(texts)
  const together = await fit.project([...texts, ...later])
  const loaded = model.load(fit.toBytes(), 'here')
  expect((await loaded.project([...texts, ...later])).data).toEqual(together.data)
  expect(loaded.fingerprint).toBe(fit.fingerprint)
  expect((await fit.project(later.slice(1, 2))).data).toEqual(together.data.subarray(8 * 256, 9 * 256))
})

test('bytes of another model, or damaged ones, are refused', async () => {
  const model = createLsaModel()
  const bytes = Uint8Array.from((await model.fit(texts)).fit.toBytes())
  bytes[bytes.length - 20]! ^= 1
  expect(() => model.load(bytes, 'here')).toThrow('is damaged')
  const other = packArrays({ kind: 'lexical fit of another', version: 1 }, { header: {}, arrays: {} })
  expect(() => model.load(other, 'here')).toThrow('found a lexical fit of another')
})

test('a fit of many texts keeps the 32,768 grams of most weight, and still places them', async () => {
  const rng = createRng('many')
  const word = () =>
    Array.from({ length: 9 }, () => String.fromCharCode(97 + randomInteger(rng, 26))).join('')
  const words = Array.from({ length: 2_500 }, word)
  const many = words.flatMap((first, at) => [
    `${first} ${words[(at + 1) % words.length]}`,
    `${first} again`,
  ]) as readonly string[] as readonly RedactedText[]
  const { matrix, fit } = await createLsaModel().fit(many)
  expect(fit.toBytes().length).toBeLessThan(10_000_000)
  const own = await fit.project(many.slice(0, 50))
  const near = Array.from({ length: 50 }, (_, row) => {
    const both = [matrix, own].flatMap(({ data }) => [...data.subarray(row * 256, (row + 1) * 256)])
    return cosine(Float64Array.from(both), 0, 1)
  })
  expect(near.filter(value => value > 0.8).length).toBeGreaterThan(40)
})
