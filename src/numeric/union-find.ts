/** Disjoint sets over 0..size-1. `union` returns the root of the joined set. */
export type UnionFind = {
  readonly find: (element: number) => number
  readonly union: (a: number, b: number) => number
}

/**
 * A union-find in which every element is its own set.
 *
 * Union by size and path halving: near-constant amortised time (Tarjan & van Leeuwen 1984).
 */
export function createUnionFind(size: number): UnionFind {
  const parent = Int32Array.from({ length: size }, (_, element) => element)
  const sizes = new Int32Array(size).fill(1)

  function find(element: number): number {
    let current = element
    while (parent[current] !== current) {
      const grandparent = parent[parent[current]!]!
      parent[current] = grandparent
      current = grandparent
    }
    return current
  }

  function union(a: number, b: number): number {
    const [rootA, rootB] = [find(a), find(b)]
    if (rootA === rootB) return rootA
    const [winner, loser] = sizes[rootA]! >= sizes[rootB]! ? [rootA, rootB] : [rootB, rootA]
    parent[loser] = winner
    sizes[winner] = sizes[winner]! + sizes[loser]!
    return winner
  }

  return { find, union }
}
