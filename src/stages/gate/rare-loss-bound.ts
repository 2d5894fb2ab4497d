import { betaQuantile } from '../../numeric/beta.ts'
import type { EndpointValues } from './endpoint-values.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Losing sessions from which on what was seen of their spread is enough for the usual bound. */
const ENOUGH_LOSSES = 30

/**
 * A lower bound of an endpoint's difference where losses are too few to show how much they vary: what was won, less the
 * most that may be lost (Clopper-Pearson, weighted, sessions as one). The usual bound takes the spread from the same few
 * losses and is too high exactly where luck left them out: sixty ties would rule out a drop of .02 that leaves sixty
 * ties three times in ten.
 *
 * @param passAlpha - one-sided error in (0, 1).
 * @returns undefined from thirty losing sessions on: the usual bound decides alone.
 * @see Korn & Graubard 1998 for the effective size; docs/decisions/2026-11-23-rare-losses.md.
 */
export function rareLossBound(
  frame: TrafficFrame,
  { applies, weights, differences, winSize }: EndpointValues,
  passAlpha: number,
): number | undefined {
  const held = new Float64Array(frame.unitCount)
  const lostIn = new Uint8Array(frame.unitCount)
  let [total, won, lost] = [0, 0, 0]
  for (let index = 0; index < applies.length; index += 1) {
    if (applies[index] === 0) continue
    const unit = frame.units[index] ?? 0
    const weight = weights[index] ?? 0
    const difference = (differences[index] ?? 0) / winSize
    total += weight
    held[unit] = (held[unit] ?? 0) + weight
    if (difference > 0) won += weight * difference
    if (difference < 0) {
      lost -= weight * difference
      lostIn[unit] = 1
    }
  }
  if (lostIn.reduce((sum, one) => sum + one, 0) >= ENOUGH_LOSSES) return undefined
  const effectiveSize = total ** 2 / held.reduce((sum, weight) => sum + weight * weight, 0)
  const count = (lost / total) * effectiveSize
  const most = count >= effectiveSize ? 1 : betaQuantile(1 - passAlpha, count + 1, effectiveSize - count)
  return winSize * (won / total - most)
}
