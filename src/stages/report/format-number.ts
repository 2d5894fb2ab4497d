/** `1234567` as `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** A difference with its sign and three decimals; `n/a` for null, so that no data never reads as zero. */
export function formatDifference(value: number | null): string {
  if (value === null) return 'n/a'
  const rounded = value.toFixed(3)
  return value > 0 && Number(rounded) !== 0 ? `+${rounded}` : rounded.replace(/^-(0\.000)$/, '$1')
}

/** A share in [0, 1] as a percentage with one decimal; `n/a` for null. */
export function formatShare(value: number | null): string {
  return value === null ? 'n/a' : `${(value * 100).toFixed(1)}%`
}

/** An interval as `[lo, hi]`; `n/a` for null. */
export function formatInterval(interval: readonly [number, number] | null): string {
  return interval === null ? 'n/a' : `[${formatDifference(interval[0])}, ${formatDifference(interval[1])}]`
}

/** A probability as `= 0.031` or `< 0.001`; `n/a` for null. */
export function formatPValue(value: number | null): string {
  if (value === null) return 'n/a'
  return value < 0.001 ? '< 0.001' : `= ${value.toFixed(3)}`
}

/** Pico-dollars as dollars and cents; `unknown` when a price is missing, which is never free. */
export function formatCost(costPicoUsd: number | undefined): string {
  return costPicoUsd === undefined ? 'unknown' : `$${(costPicoUsd / 1e12).toFixed(2)}`
}

/** An interval of shares as `[60.6%, 69.9%]`; `n/a` for null. */
export function formatShareInterval(interval: readonly [number, number] | null): string {
  return interval === null ? 'n/a' : `[${formatShare(interval[0])}, ${formatShare(interval[1])}]`
}
