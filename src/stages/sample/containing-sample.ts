import type { TraceId } from '../../records/ids.ts'
import type { Sample } from '../../records/sample.ts'

/** Sizes tried beyond the one asked for: largest remainders take a draw from a stratum now and then as a sample grows. */
const MOST_MORE = 8

export type ContainingSample = {
  readonly sample: Sample
  /** Draws of the earlier sample that are in it. */
  readonly kept: number
}

/**
 * The larger sample that keeps most draws of an earlier one, of at least `size`: all of them where no session and no
 * customer is limited. Draws go by permanent random numbers, so that a stratum only ever gains; its size can fall by
 * one when the target rises (the Alabama paradox of largest remainders), which a slightly larger target undoes.
 *
 * A session of which a third trace is drawn keeps two at random, not the two it had: to hold on to those would give them
 * chances nobody can compute. Such a draw is left, with the vote that was paid for it.
 *
 * @param draw - the sample of a given size.
 * @see statistics note, sections 1.2 and 1.3; `drawCells` for sessions.
 */
export function containingSample(
  size: number,
  draw: (size: number) => Sample,
  earlier: ReadonlySet<TraceId>,
): ContainingSample {
  let best: ContainingSample | undefined
  for (let target = size; target <= size + MOST_MORE; target += 1) {
    const sample = draw(target)
    const kept = sample.draws.filter(({ traceId }) => earlier.has(traceId)).length
    if (best === undefined || kept > best.kept) best = { sample, kept }
    if (kept === earlier.size || sample.draws.length >= sample.populationSize) break
  }
  return best ?? { sample: draw(size), kept: 0 }
}
