import { dendrogramLeaves, type Edges } from './forest.ts'

/**
 * A function that gives the heaviest edge on a spanning tree's path between two different vertices, in constant time: the
 * largest gap between their leaves in the dendrogram's order, from a table of the largest in every run of 2^k gaps.
 *
 * @param tree - spanning, by ascending weight. Memory: 8 n log2 n bytes.
 */
export function createTreeBottlenecks(count: number, tree: Edges): (a: number, b: number) => number {
  const { order, gaps } = dendrogramLeaves(count, tree)
  const positions = new Int32Array(count)
  for (const [position, vertex] of order.entries()) positions[vertex] = position
  const levels = [gaps]
  for (let width = 1; 2 * width <= count; width *= 2) {
    const shorter = levels.at(-1) ?? gaps
    const level = new Float64Array(count - 2 * width + 1)
    for (let at = 0; at < level.length; at++) level[at] = Math.max(shorter[at]!, shorter[at + width]!)
    levels.push(level)
  }
  return (a, b) => {
    const [p, q] = [positions[a]!, positions[b]!]
    const start = Math.min(p, q) + 1
    const end = Math.max(p, q) + 1
    const k = 31 - Math.clz32(end - start)
    const level = levels[k]!
    return Math.max(level[start]!, level[end - (1 << k)]!)
  }
}
