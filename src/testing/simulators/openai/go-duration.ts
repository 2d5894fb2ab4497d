/**
 * A span of time as Go prints it (`time.Duration.String`), which is how OpenAI's `x-ratelimit-reset-*` headers are
 * written: `0s`, `12ms`, `6s`, `1m30s`, `6m0s`, `2h0m0s`, `1.5s`.
 *
 * @param milliseconds - >= 0; parts of a millisecond are dropped.
 */
export function renderGoDuration(milliseconds: number): string {
  const whole = Math.floor(milliseconds)
  if (whole === 0) return '0s'
  if (whole < 1_000) return `${whole}ms`
  const hours = Math.floor(whole / 3_600_000)
  const minutes = Math.floor((whole % 3_600_000) / 60_000)
  const seconds = `${(whole % 60_000) / 1_000}s`
  if (hours > 0) return `${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${minutes}m${seconds}` : seconds
}
