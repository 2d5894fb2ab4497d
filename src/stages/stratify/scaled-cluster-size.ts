/** Up to so many distinct requests the configured size stands. */
const UNSCALED_POINTS = 5_000

/**
 * The cluster size for `points` requests: `minClusterSize` up to 5,000, from there in proportion to the square root, so
 * that four times the traffic has about twice the strata. (15 becomes 30 at 20,000 and 67 at 100,000.)
 */
export function scaledClusterSize(minClusterSize: number, points: number): number {
  return Math.round(minClusterSize * Math.sqrt(Math.max(1, points / UNSCALED_POINTS)))
}
