import type { PriceFileRow } from '../models/prices/import-prices.ts'

/** The user's price file: `rows` in place of what was there for the same models, everything else as it was. */
export function mergePriceFile(before: readonly PriceFileRow[], rows: readonly PriceFileRow[]) {
  const named = new Set(rows.map(nameOf))
  const all = [...before.filter(row => !named.has(nameOf(row))), ...rows]
  // As old as its oldest row: nothing may look fresher than it is.
  const days = all.map(row => row.effective_from).sort()
  return { schema: 1, as_of: days[0], rows: all.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) } as const
}

function nameOf({ provider, model }: PriceFileRow): string {
  return `${provider}/${model}`
}
