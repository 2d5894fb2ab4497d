import { describe, expect, it } from 'vitest'
import { isSameFamily, judgeFamily } from './judge-family.ts'

describe('the family of a judge', () => {
  it.each([
    ['claude-sonnet-4-6', 'anthropic'],
    ['bedrock/eu.anthropic.claude-haiku-4-5-v1:0', 'anthropic'],
    ['gpt-6.1-sol', 'openai'],
    ['azure/gpt-4o-2024-11-20', 'openai'],
    ['ft:gpt-4.1-2025-04-14:sierra:tau2-full-sft:Bz', 'openai'],
    ['o3-mini', 'openai'],
    ['gemini-3.8-flash', 'google'],
    ['google/gemma-3-27b-it', 'google'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'meta'],
    ['vllm/Qwen/Qwen3-32B', 'alibaba'],
    ['mistral-large-latest', 'mistral'],
    // What a distilled model learned from is what it prefers.
    ['deepseek-r1-distill-llama-70b', 'deepseek'],
  ])('of %s is %s', (model, family) => {
    expect(judgeFamily(model)).toBe(family)
  })

  it.each(['our-model', 'gpt4all-falcon', 'novation', 'openai-compatible/house', ''])(
    'of %s is not known',
    model => {
      expect(judgeFamily(model)).toBeUndefined()
    },
  )

  it('is the same for one name, another for two makers, and unknown where a name does not tell', () => {
    expect(isSameFamily('house-model', 'House-Model')).toBe(true)
    expect(isSameFamily('gpt-6-luna', 'ft:gpt-4.1:x')).toBe(true)
    expect(isSameFamily('gpt-6-luna', 'claude-haiku-4-5')).toBe(false)
    expect(isSameFamily('gpt-6-luna', 'house-model')).toBeUndefined()
  })
})
