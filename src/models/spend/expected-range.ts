/** A quantity that is not known yet, >= 0: `low` to `high` holds it in about nine cases of ten. */
export type ExpectedRange = { readonly low: number; readonly expected: number; readonly high: number }

/** What is known already. */
export function exactly(value: number): ExpectedRange {
  return { low: value, expected: value, high: value }
}

/** The range of a sum of independent quantities: deviations add up by their squares, each side for itself. */
export function sumOfRanges(ranges: readonly ExpectedRange[]): ExpectedRange {
  const expected = total(ranges.map(range => range.expected))
  return {
    low: expected - Math.hypot(...ranges.map(range => range.expected - range.low)),
    expected,
    high: expected + Math.hypot(...ranges.map(range => range.high - range.expected)),
  }
}

/** The range of a product of independent quantities, within the products of their ends. */
export function productOfRanges(a: ExpectedRange, b: ExpectedRange): ExpectedRange {
  const expected = a.expected * b.expected
  const [below, above] = [
    [a.expected - a.low, b.expected - b.low] as const,
    [a.high - a.expected, b.high - b.expected] as const,
  ]
  const spread = ([ofA, ofB]: readonly [number, number]): number =>
    Math.hypot(b.expected * ofA, a.expected * ofB, ofA * ofB)
  return {
    low: Math.max(a.low * b.low, expected - spread(below)),
    expected,
    high: Math.min(a.high * b.high, expected + spread(above)),
  }
}

/** The range of so many times the quantity, the same every time. */
export function timesRange(range: ExpectedRange, factor: number): ExpectedRange {
  return { low: range.low * factor, expected: range.expected * factor, high: range.high * factor }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
