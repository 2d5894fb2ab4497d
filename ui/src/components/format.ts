/** A share in [0, 1] as a percentage with its unit; a dash where there is none. */
export function formatShare(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? '–' : `${(value * 100).toFixed(digits)}%`
}

/** A difference on the [0, 1] scale with its sign. */
export function formatDifference(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  const sign = value > 0 ? '+' : value < 0 ? '−' : ''
  return `${sign}${Math.abs(value).toFixed(3)}`
}

/** A difference's interval in brackets. */
export function formatInterval(interval: readonly [number, number] | null | undefined): string {
  return interval === null || interval === undefined
    ? ''
    : `[${formatDifference(interval[0])}, ${formatDifference(interval[1])}]`
}

/** Integer pico-dollars as dollars; enough digits that something paid is never shown as nothing. */
export function formatMoney(picoUsd: number | null | undefined): string {
  if (picoUsd === null || picoUsd === undefined) return 'unknown'
  const dollars = picoUsd / 1e12
  if (dollars === 0) return '$0'
  return dollars < 0.01 ? `$${dollars.toPrecision(2)}` : `$${dollars.toFixed(2)}`
}

/** An instant in the reader's own words and zone. */
export function formatTime(ms: number | null | undefined): string {
  return ms === null || ms === undefined
    ? '–'
    : new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

/** A calendar day of an instant, UTC, as windows are counted. */
export function formatDay(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '–' : new Date(ms).toISOString().slice(0, 10)
}

/** A whole number with separators. */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toLocaleString('en-US')
}

/** An interval of shares in brackets. */
export function formatShareInterval(interval: readonly [number, number] | null | undefined): string {
  return interval === null || interval === undefined
    ? ''
    : `[${formatShare(interval[0])}, ${formatShare(interval[1])}]`
}

/** The size of a difference without its sign. */
export function formatMagnitude(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : Math.abs(value).toFixed(3)
}

/** A p-value. */
export function formatPValue(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  return value < 0.001 ? '< 0.001' : value.toFixed(3)
}

/** A plain number with so many digits. */
export function formatNumber(value: number, digits = 2): string {
  return value.toFixed(digits).replace('-', '−')
}

/** An interval of plain numbers in brackets. */
export function formatNumbers(interval: readonly [number, number] | null | undefined, digits = 2): string {
  return interval === null || interval === undefined
    ? ''
    : `[${interval.map(each => formatNumber(each, digits)).join(', ')}]`
}
