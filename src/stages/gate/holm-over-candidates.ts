export type HolmDecision = {
  readonly isRejected: boolean
  /** Part of the error rate at which it was decided: 1 over the candidates that were left. */
  readonly share: number
}

/**
 * Holm's step-down over candidates whose tests can be asked at any part of the error rate: all are tried at 1 over their
 * number; those that are rejected leave, and the others are tried again at 1 over the number that is left, until none
 * leaves. The chance of any false rejection stays below the error rate, whatever the candidates have in common (here:
 * one baseline and one sample).
 *
 * Equal to Holm's procedure on p-values for tests that reject at every larger level once they reject at one.
 *
 * @param isRejectedAt - whether the candidate of an index is rejected with that part of the error rate.
 * @see Holm 1979.
 */
export function holmOverCandidates(
  count: number,
  isRejectedAt: (index: number, share: number) => boolean,
): readonly HolmDecision[] {
  const decisions = new Map<number, HolmDecision>()
  let left = Array.from({ length: count }, (_, index) => index)
  while (left.length > 0) {
    const share = 1 / left.length
    const rejected = left.filter(index => isRejectedAt(index, share))
    if (rejected.length === 0) {
      for (const index of left) decisions.set(index, { isRejected: false, share })
      break
    }
    for (const index of rejected) decisions.set(index, { isRejected: true, share })
    left = left.filter(index => !rejected.includes(index))
  }
  return Array.from({ length: count }, (_, index) => decisions.get(index) ?? { isRejected: false, share: 1 })
}
