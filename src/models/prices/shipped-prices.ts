import { type PriceTable, parsePriceTable } from './price-table.ts'
import v1 from './v1.json' with { type: 'json' }

/** The price table that ships with the package; every row has its source, the table its date. */
export function shippedPrices(): PriceTable {
  return parsePriceTable(v1, 'prices/v1.json')
}
