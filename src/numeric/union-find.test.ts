import { describe, expect, it } from 'vitest'
import { createUnionFind } from './union-find.ts'

describe('createUnionFind', () => {
  it('joins sets through chains of unions and leaves the others apart', () => {
    const sets = createUnionFind(6)
    for (const [a, b] of [
      [0, 1],
      [2, 3],
      [1, 3],
    ] as const)
      sets.union(a, b)
    const roots = [0, 1, 2, 3, 4, 5].map(sets.find)
    expect(new Set(roots.slice(0, 4)).size).toBe(1)
    expect(new Set(roots).size).toBe(3)
  })

  it('returns the root of the joined set, also when nothing was left to join', () => {
    const sets = createUnionFind(3)
    const root = sets.union(0, 2)
    expect(sets.find(0)).toBe(root)
    expect(sets.union(2, 0)).toBe(root)
    expect(sets.find(1)).not.toBe(root)
  })
})
