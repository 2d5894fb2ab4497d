/** A share in [0, 1] as a percentage with three significant digits or fewer: `6.3%`, `0.42%`, `86%`. */
export function formatShare(share: number): string {
  const percent = share * 100
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : 2
  return `${Number(percent.toFixed(digits))}%`
}

/** A relative change with its sign: `+30%`, `-8%`. */
export function formatChange(ratio: number): string {
  const percent = Math.round((ratio - 1) * 100)
  return `${percent > 0 ? '+' : ''}${percent}%`
}

/** An interval of ratios as changes: `+12% to +51%`. */
export function formatChanges([low, high]: readonly [number, number]): string {
  return `${formatChange(low)} to ${formatChange(high)}`
}

/** A p-value with two significant digits: `= 0.031` or `< 0.0001`. */
export function formatPValue(value: number): string {
  return value < 0.0001 ? '< 0.0001' : `= ${value >= 0.1 ? value.toFixed(2) : Number(value.toPrecision(2))}`
}

/** A count with thousands separators: `12,500`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
