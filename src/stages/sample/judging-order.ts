import type { Draw } from '../../records/sample.ts'
import { judgingOffset } from './permanent-random-number.ts'

/** What was drawn from one cell, in random order. */
export type CellDraws = { readonly id: string; readonly draws: readonly Draw[] }

/**
 * All draws in the order in which they are judged: the r-th of n draws of a cell stands at (r + U) / n.
 * Every prefix then holds each cell in its share of the whole, to within one draw, so that a run stopped
 * early is still a stratified sample.
 */
export function judgingOrder(cells: readonly CellDraws[], seed: string): readonly Draw[] {
  return cells
    .flatMap(({ id, draws }) => {
      const offset = judgingOffset(seed, id)
      return draws.map((draw, rank) => ({ key: (rank + offset) / draws.length, draw }))
    })
    .sort((a, b) => a.key - b.key || (a.draw.traceId < b.draw.traceId ? -1 : 1))
    .map(({ draw }) => draw)
}
