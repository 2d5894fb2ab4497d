/** A relative change with its sign: `+30%`, `-8%`. */
export function formatChange(ratio: number): string {
  const percent = Math.round((ratio - 1) * 100)
  return `${percent > 0 ? '+' : ''}${percent}%`
}

/** An interval of ratios as changes: `+12% to +51%`. */
export function formatChanges([low, high]: readonly [number, number]): string {
  return `${formatChange(low)} to ${formatChange(high)}`
}
