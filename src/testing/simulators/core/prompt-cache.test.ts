import { describe, expect, it } from 'vitest'
import { createPromptCache, type PromptBlock } from './prompt-cache.ts'

/** So many tokens of text that begins with `name`. */
function tokens(count: number, name: string): string {
  return name.padEnd(count * 4, '.')
}

describe('marked prefixes', () => {
  const ttlMsOf = (lifetime: string): number => (lifetime === '1h' ? 3_600_000 : 300_000)
  const at = (nowMs: number, scope = 'key') => ({ scope, nowMs, readyAtMs: nowMs, minTokens: 1024, ttlMsOf })
  const rubric: PromptBlock = { text: tokens(2000, 'rubric'), lifetime: '5m' }
  const item = (name: string): PromptBlock => ({ text: tokens(100, name) })

  it('are written by the first request and read by the second', () => {
    const cache = createPromptCache()
    const first = cache.readMarked([rubric, item('a')], at(0))
    const second = cache.readMarked([rubric, item('b')], at(1))
    expect(first).toEqual({ inputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: { '5m': 2000 } })
    expect(second).toEqual({ inputTokens: 100, cacheReadTokens: 2000, cacheWriteTokens: {} })
  })

  it('expire after their lifetime, counted from the last read', () => {
    const cache = createPromptCache()
    cache.readMarked([rubric], at(0))
    expect(cache.readMarked([rubric], at(299_999)).cacheReadTokens).toBe(2000)
    expect(cache.readMarked([rubric], at(299_999 + 299_999)).cacheReadTokens).toBe(2000)
    expect(cache.readMarked([rubric], at(299_999 + 299_999 + 300_000)).cacheReadTokens).toBe(0)
  })

  it('cannot be read before the answer to the request that writes them has begun', () => {
    const cache = createPromptCache()
    cache.readMarked([rubric], { ...at(0), readyAtMs: 200 })
    expect(cache.readMarked([rubric], at(199)).cacheReadTokens).toBe(0)
    expect(cache.readMarked([rubric], at(200)).cacheReadTokens).toBe(2000)
  })

  it('are apart for every key', () => {
    const cache = createPromptCache()
    cache.readMarked([rubric], at(0))
    expect(cache.readMarked([rubric], at(1, 'another')).cacheReadTokens).toBe(0)
  })

  it.each([
    ['one token short of the minimum', 1023, {}],
    ['of the minimum', 1024, { '5m': 1024 }],
  ])('%s are cached accordingly', (_what, count, written) => {
    const blocks = [{ text: tokens(count, 'rubric'), lifetime: '5m' }]
    expect(createPromptCache().readMarked(blocks, at(0)).cacheWriteTokens).toEqual(written)
  })

  it('a longer conversation reads what the shorter one wrote and writes only the rest', () => {
    const cache = createPromptCache()
    cache.readMarked(
      [
        { ...rubric, lifetime: '1h' },
        { ...item('turn 1'), lifetime: '5m' },
      ],
      at(0),
    )
    const longer = [{ ...rubric, lifetime: '1h' }, item('turn 1'), { ...item('turn 2'), lifetime: '5m' }]
    expect(cache.readMarked(longer, at(1))).toEqual({
      inputTokens: 0,
      cacheReadTokens: 2100,
      cacheWriteTokens: { '5m': 100 },
    })
  })
})

describe('prefixes seen before', () => {
  const at = (nowMs: number) => ({
    scope: 'key',
    nowMs,
    readyAtMs: nowMs,
    minTokens: 1024,
    stepTokens: 128,
    ttlMs: 300_000,
  })

  it.each([
    [1023, 0],
    [1024, 1024],
    [1151, 1024],
    [1152, 1152],
  ])('of %d tokens are read as %d', (shared, read) => {
    const cache = createPromptCache()
    const prefix = tokens(shared, 'rubric')
    cache.readSeen(`${prefix}${tokens(200, 'first')}`, at(0))
    const second = cache.readSeen(`${prefix}${tokens(200, 'other')}`, at(1))
    expect(second).toEqual({ inputTokens: shared + 200 - read, cacheReadTokens: read })
  })

  it('are forgotten after their time', () => {
    const cache = createPromptCache()
    const text = tokens(2048, 'rubric')
    cache.readSeen(text, at(0))
    expect(cache.readSeen(text, at(300_000)).cacheReadTokens).toBe(0)
  })
})
