/**
 * The exponent e of cost ~ n^e: slope of the least-squares line through the logarithms.
 *
 * @param costs - two or more with different `n`, all numbers > 0.
 */
export function growthExponent(costs: readonly { readonly n: number; readonly cost: number }[]): number {
  const points = costs.map(({ n, cost }) => ({ x: Math.log(n), y: Math.log(cost) }))
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
}
