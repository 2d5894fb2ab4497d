import { expect, test } from 'vitest'
import type { Matrix } from '../../numeric/matrix.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import { createLocalEmbeddingModel } from './create-local-embedding-model.ts'

/** Pairs that say the same in other words. */
const PARAPHRASES = [
  ['how do I cancel my order', 'please call off the purchase I made'],
  ['what is the weather like today', 'is it going to rain this afternoon'],
  ['transfer money to my savings account', 'move funds into savings'],
  ['I forgot my password', 'help me reset my login credentials'],
  ['book a table for two tonight', 'reserve a seat at a restaurant for dinner'],
  ['my flight was delayed', 'the plane is late'],
  ['my phone has no signal', 'the mobile network does not work'],
  ['translate hello into French', 'how do you say good morning in Spanish'],
  ['set an alarm for seven', 'wake me up at 7 in the morning'],
  ['how many calories are in a banana', 'nutrition facts of an apple'],
] as const

function row(matrix: Matrix, index: number): readonly number[] {
  return [...matrix.data.subarray(index * matrix.columns, (index + 1) * matrix.columns)]
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

function redacted(texts: readonly string[]): readonly RedactedText[] {
  return texts as readonly RedactedText[]
}

test('nine of ten sentences find their paraphrase among ten, and rows have unit length', async () => {
  const model = createLocalEmbeddingModel({ processes: 2 })
  const matrix = await model.embed(redacted(PARAPHRASES.flat()))
  expect([matrix.rows, matrix.columns, model.modelId]).toEqual([20, 512, 'use-lite@0.2.0/1000'])
  const nearest = PARAPHRASES.map((_, pair) => {
    const first = row(matrix, pair * 2)
    expect(cosine(first, first)).toBeCloseTo(1, 5)
    const scores = PARAPHRASES.map((__, other) => cosine(first, row(matrix, other * 2 + 1)))
    return scores.indexOf(Math.max(...scores))
  })
  expect(nearest.filter((other, pair) => other === pair).length).toBeGreaterThanOrEqual(9)
})

test('a text has one vector, bit for bit, alone or in company, however it is spaced; an empty one has one too', async () => {
  const model = createLocalEmbeddingModel({ processes: 1 })
  const company = PARAPHRASES.flat()
  const together = await model.embed(redacted(['  how do I\ncancel my order ', ...company, '']))
  const alone = await model.embed(redacted(['how do I cancel my order']))
  expect(row(together, 0)).toEqual(row(alone, 0))
  expect(row(together, 1)).toEqual(row(alone, 0))
  const empty = row(together, company.length + 1)
  expect(cosine(empty, empty)).toBeCloseTo(1, 5)
})
