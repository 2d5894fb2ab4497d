import { expect, test } from 'vitest'
import { characterGrams, wordGrams } from './tokenise.ts'

test('words are lower-cased and paired with their neighbour, one-character words left out', () => {
  expect(wordGrams('Cancel a SIM-card, please')).toEqual([
    'cancel',
    'sim',
    'card',
    'please',
    'cancel sim',
    'sim card',
    'card please',
  ])
})

test('a combining mark does not split a word', () => {
  expect(wordGrams('cafe\u0301s नमस्ते')).toEqual(['cafe\u0301s', 'नमस्ते', 'cafe\u0301s नमस्ते'])
})

test('a text without words has no grams', () => {
  expect(wordGrams(' ?! a ')).toEqual([])
  expect(characterGrams('  ')).toEqual([])
})

test('character grams stay within a padded word, and a short word counts once', () => {
  // As CountVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()("Abc d") of scikit-learn.
  expect(characterGrams('Abc d')).toEqual([' ab', 'abc', 'bc ', ' abc', 'abc ', ' abc ', ' d '])
})
