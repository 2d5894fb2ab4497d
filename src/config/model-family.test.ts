import { expect, it } from 'vitest'
import { modelFamily } from './model-family.ts'

it.each([
  ['claude-sonnet-4-6', 'anthropic'],
  ['text-embedding-3-large', 'openai'],
  ['o3-mini', 'openai'],
  ['gpt-4.1', 'openai'],
  ['gemini-2.5-flash', 'google'],
  ['anthropic/next', 'anthropic'],
  ['local', undefined],
  ['openai/', undefined],
  ['my-gpt-4', undefined],
])('%s belongs to %s', (model, family) => {
  expect(modelFamily(model)).toBe(family)
})
