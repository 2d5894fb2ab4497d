import { type Rng, randomInteger } from '../../numeric/random.ts'

/** One of the items, of which there is at least one. */
export function pick<T>(items: readonly T[], rng: Rng): T {
  return items[randomInteger(rng, items.length)] as T
}
