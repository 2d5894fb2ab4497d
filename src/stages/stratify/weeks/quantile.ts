/** Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996); undefined of no values. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  return below === undefined || above === undefined ? undefined : below + (position % 1) * (above - below)
}

/** The middle value, or the mean of the two in the middle; undefined of no values. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5)
}
