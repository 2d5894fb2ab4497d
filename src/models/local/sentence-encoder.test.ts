import { expect, test } from 'vitest'
import { EncoderLoadError, equalLengthBatches, loadSentenceEncoder } from './sentence-encoder.ts'

function requireOf(versions: { readonly [name: string]: string }): (name: string) => unknown {
  return name => {
    const version = versions[name.replace('/package.json', '')]
    if (version === undefined) throw Object.assign(new Error(`absent ${name}`), { code: 'MODULE_NOT_FOUND' })
    return { version }
  }
}

test('only texts of one length share a batch, and a batch of short ones holds at most 32', () => {
  expect(equalLengthBatches([9, 3, 9, 3, 5])).toEqual([[1, 3], [4], [0, 2]])
  expect(equalLengthBatches(Array(70).fill(12)).map(batch => batch.length)).toEqual([32, 32, 6])
  expect(equalLengthBatches(Array(17).fill(200)).map(batch => batch.length)).toEqual([8, 8, 1])
})

test('absent packages are told from a broken one', async () => {
  await expect(loadSentenceEncoder(requireOf({}))).rejects.toMatchObject({ reason: 'not-installed' })
})

test('another release of the weights is refused, because it could move vectors', async () => {
  const require = requireOf({ '@energetic-ai/core': '0.2.0', '@energetic-ai/embeddings': '0.3.0' })
  await expect(loadSentenceEncoder(require)).rejects.toThrow(
    new EncoderLoadError('wrong-version', '@energetic-ai/embeddings@0.3.0'),
  )
})
