const UNASSIGNED_SHARE = 0.6
const SMALLEST = 30
const SMALLEST_SHARE = 0.005

/**
 * Whether a cluster may be an intent the last model does not know, big enough to tell somebody: at least 60% of its
 * traces were left unassigned, and it has at least 30 traces and half a percent of the window. Whether it raises an
 * alarm depends on how many such traces there were before.
 *
 * @see statistics note, section 5, matching, step 3.
 */
export function mayBeNewIntent(cluster: {
  readonly size: number
  readonly unassigned: number
  readonly populationSize: number
}): boolean {
  const { size, unassigned, populationSize } = cluster
  return (
    size > 0 &&
    unassigned >= UNASSIGNED_SHARE * size &&
    size >= Math.max(SMALLEST, SMALLEST_SHARE * populationSize)
  )
}
