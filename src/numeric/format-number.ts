/** A count with thousands separators: `12,500`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1 pair`, `2 pairs`. */
export function formatQuantity(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A difference with its sign and three decimals, such as `-0.021`, never `-0.000`; `n/a` for null: no data is not zero. */
export function formatDifference(value: number | null): string {
  if (value === null) return 'n/a'
  const text = value.toFixed(3)
  return Number(text) === 0 ? '0.000' : value > 0 ? `+${text}` : text
}

/** A p-value with two significant digits: `= 0.031` or `< 0.0001`; `n/a` for null. */
export function formatPValue(value: number | null): string {
  if (value === null) return 'n/a'
  return value < 0.0001 ? '< 0.0001' : `= ${value >= 0.1 ? value.toFixed(2) : Number(value.toPrecision(2))}`
}

/** A share in [0, 1] as a percentage with one decimal, for columns: `64.0%`; `n/a` for null. */
export function formatShare(value: number | null): string {
  return value === null ? 'n/a' : `${(value * 100).toFixed(1)}%`
}

/** A share in [0, 1] as a percentage with three significant digits or fewer, for sentences: `6.3%`, `0.42%`, `86%`. */
export function formatShareInWords(share: number): string {
  const percent = share * 100
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : 2
  return `${Number(percent.toFixed(digits))}%`
}

/** An interval as `[lo, hi]`; `n/a` for null. */
export function formatInterval(interval: readonly [number, number] | null): string {
  return interval === null ? 'n/a' : `[${formatDifference(interval[0])}, ${formatDifference(interval[1])}]`
}

/** An interval of shares as `[60.6%, 69.9%]`; `n/a` for null. */
export function formatShareInterval(interval: readonly [number, number] | null): string {
  return interval === null ? 'n/a' : `[${formatShare(interval[0])}, ${formatShare(interval[1])}]`
}

/**
 * Pico-dollars as dollars: cents from one dollar on, below that as many decimals as two significant digits need;
 * `unknown` when a price is missing, which is never free.
 */
export function formatCost(costPicoUsd: number | undefined): string {
  if (costPicoUsd === undefined) return 'unknown'
  const usd = costPicoUsd / 1e12
  if (usd === 0 || usd >= 1) return `$${usd.toFixed(2)}`
  const decimals = Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(usd))))
  return `$${usd.toFixed(decimals)}`
}
