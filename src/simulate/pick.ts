import { type Rng, randomInteger } from '../numeric/random.ts'

/** One element, each with the same chance. */
export function pickOne<T>(values: readonly T[], rng: Rng): T {
  return values[randomInteger(rng, values.length)] as T
}
