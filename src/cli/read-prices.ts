import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StoreError } from '../errors/store-error.ts'
import { type PriceRow, type PriceTable, parsePriceTable } from '../models/prices/price-table.ts'
import { shippedPrices } from '../models/prices/shipped-prices.ts'

/** A row with where it stands and when somebody last looked at it. */
export type ListedPrice = {
  readonly row: PriceRow
  readonly origin: 'shipped' | 'imported'
  /** YYYY-MM-DD. */
  readonly checkedOn: string
}

export type Prices = {
  /** What models are priced by: a user's own row comes before a shipped one of the same name. */
  readonly table: PriceTable
  readonly listed: readonly ListedPrice[]
}

const PRICE_FILE = 'prices.json'
const DAY_MS = 86_400_000
/** Prices change a few times a year; a month is when someone should look again. */
const STALE_DAYS = 30

/** The user's own price file, in the folder of the store. */
export function priceFileOf(storePath: string): string {
  return join(dirname(storePath), PRICE_FILE)
}

/**
 * The shipped prices behind the user's own, if there are any.
 *
 * @param storePath - the store whose folder may hold a price file; undefined: only the shipped ones.
 * @throws {StoreError} when the file is there and is no price table.
 */
export async function readPrices(storePath: string | undefined): Promise<Prices> {
  const shipped = shippedPrices()
  const own = storePath === undefined ? undefined : await readOwnPrices(priceFileOf(storePath))
  const imported = (own?.rows ?? []).map((row): ListedPrice => {
    return { row: completed(row, shipped.rows), origin: 'imported', checkedOn: dayOf(row.effectiveFromMs) }
  })
  const rest = shipped.rows.map((row): ListedPrice => ({ row, origin: 'shipped', checkedOn: shipped.asOf }))
  const listed = [...imported, ...rest]
  return { table: { ...shipped, rows: listed.map(({ row }) => row) }, listed }
}

/**
 * A list may not know what the shipped table does: other names of the model, and that a batch costs half. Its prices
 * are its own.
 */
function completed(row: PriceRow, shipped: readonly PriceRow[]): PriceRow {
  const same = shipped.find(({ provider, model }) => provider === row.provider && model === row.model)
  if (same === undefined) return row
  return {
    ...row,
    aliases: [...new Set([...row.aliases, ...same.aliases])],
    modes: { ...same.modes, ...row.modes },
  }
}

/** Rows nobody looked at for more than thirty days. */
export function staleRows(listed: readonly ListedPrice[], nowMs: number): readonly ListedPrice[] {
  return listed.filter(({ checkedOn }) => nowMs - Date.parse(checkedOn) > STALE_DAYS * DAY_MS)
}

/** The warning about old prices of the models a run uses; undefined: none of them is old. */
export function staleWarning(
  listed: readonly ListedPrice[],
  models: readonly string[],
  nowMs: number,
): string | undefined {
  const names = staleRows(listed, nowMs)
    .filter(({ row }) => models.includes(row.model) || row.aliases.some(alias => models.includes(alias)))
    .map(({ row, checkedOn }) => `${row.model} (${checkedOn})`)
  if (names.length === 0) return undefined
  return `prices last checked more than ${STALE_DAYS} days ago: ${[...new Set(names)].join(', ')}; \`tidegate prices update\` imports newer ones`
}

/** The file as it is, to be written again with more rows; undefined: there is none. */
export async function readOwnPrices(path: string): Promise<PriceTable | undefined> {
  try {
    return parsePriceTable(JSON.parse(await readFile(path, 'utf8')), path)
  } catch (error) {
    if (error instanceof StoreError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StoreError(`Expected a price table in ${path}, found something that cannot be read`, {
      location: path,
      hint: 'Move the file away and import again with `tidegate prices update`',
      cause: error,
    })
  }
}

/** The UTC day of an instant, YYYY-MM-DD. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
