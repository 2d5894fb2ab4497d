import { requireInteger } from '../../numeric/require-range.ts'

/** One kept item with its number. */
export type Numbered<T extends string> = { readonly id: T; readonly u: number }

/** The items of smallest number among all that were offered. */
export interface BottomK<T extends string> {
  /** Items offered so far, an item offered twice counting twice. */
  readonly offered: number
  offer(id: T, u: number): void
  /** Kept items, smallest number first; equal numbers by id. */
  entries(): readonly Numbered<T>[]
}

/**
 * Keeps the `capacity` items of smallest number of a stream of any length, in memory for `capacity` items:
 * a binary heap with the largest kept number on top. The order of the stream changes nothing.
 *
 * @param capacity - integer >= 1.
 * @throws {NumericError} `out-of-range`.
 */
export function createBottomK<T extends string>(capacity: number): BottomK<T> {
  requireInteger('capacity', capacity, 1, 1_000_000_000)
  const heap: Numbered<T>[] = []
  let offered = 0
  return {
    get offered() {
      return offered
    },
    offer(id, u) {
      offered += 1
      const [top] = heap
      if (heap.length < capacity) raise(heap, { id, u })
      else if (top !== undefined && isBefore(id, u, top)) sink(heap, { id, u })
    },
    entries: () => heap.toSorted((a, b) => (isBefore(a.id, a.u, b) ? -1 : 1)),
  }
}

function isBefore(id: string, u: number, other: Numbered<string>): boolean {
  return u < other.u || (u === other.u && id < other.id)
}

/** Adds an item at the end and moves it up past every smaller one. */
function raise<T extends string>(heap: Numbered<T>[], item: Numbered<T>): void {
  let index = heap.length
  heap.push(item)
  while (index > 0) {
    const parent = (index - 1) >> 1
    const above = heap[parent]
    if (above === undefined || !isBefore(above.id, above.u, item)) break
    heap[index] = above
    index = parent
  }
  heap[index] = item
}

/** Puts an item in place of the top and moves it down past every larger one. */
function sink<T extends string>(heap: Numbered<T>[], item: Numbered<T>): void {
  let index = 0
  for (;;) {
    const left = heap[2 * index + 1]
    const right = heap[2 * index + 2]
    if (left === undefined) break
    const isRight = right !== undefined && isBefore(left.id, left.u, right)
    const larger = isRight ? right : left
    if (!isBefore(item.id, item.u, larger)) break
    heap[index] = larger
    index = 2 * index + (isRight ? 2 : 1)
  }
  heap[index] = item
}
