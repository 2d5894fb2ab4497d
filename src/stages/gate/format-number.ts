/** A difference with its sign and three decimals, such as `-0.021`; never `-0.000`. */
export function formatDifference(value: number): string {
  const text = value.toFixed(3)
  return Number(text) === 0 ? '0.000' : value > 0 ? `+${text}` : text
}

/** A p-value with two significant digits, `< 0.0001` below that: `p` = `= 0.031` or `< 0.0001`. */
export function formatPValue(value: number): string {
  if (value < 0.0001) return '< 0.0001'
  return `= ${value >= 0.1 ? value.toFixed(2) : Number(value.toPrecision(2))}`
}

/** A share in [0, 1] as a percentage a person reads: `4.2%`, `86%`. */
export function formatShare(share: number): string {
  const percent = share * 100
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)}%`
}

/** A count with thousands separators: `12,500`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1 pair`, `2 pairs`. */
export function formatQuantity(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
