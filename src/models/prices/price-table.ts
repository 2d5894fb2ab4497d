import { z } from 'zod'
import { StoreError } from '../../errors/store-error.ts'

/** What one token costs, integer pico-dollars; undefined: the model has no such tokens, or nobody knows. */
export type TokenPrices = {
  /** Inputs up to so many tokens; undefined: any. */
  readonly maxInputTokens: number | undefined
  readonly inputPicoUsd: number
  readonly outputPicoUsd: number | undefined
  readonly cacheReadPicoUsd: number | undefined
  /** By the lifetime the provider names (`5m`, `1h`, `30m`, `12h`); a lifetime that is not there has no known price. */
  readonly cacheWritePicoUsd: { readonly [lifetime: string]: number }
}

/** A fraction of the price, exact: half is `{ num: 1, den: 2 }`. */
export type PriceRatio = { readonly num: number; readonly den: number }

export type PriceRow = {
  readonly provider: string
  readonly model: string
  /** Other exact names of the same model. */
  readonly aliases: readonly string[]
  readonly effectiveFromMs: number
  /** Exclusive; undefined: until further notice. */
  readonly effectiveToMs: number | undefined
  /** By the size of the input, smallest first. */
  readonly tiers: readonly [TokenPrices, ...TokenPrices[]]
  /** What another way of asking costs, such as `batch`; a way that is not there has no known price. */
  readonly modes: { readonly [mode: string]: PriceRatio }
  readonly source: string
}

export type PriceTable = {
  /** The day the prices were last looked at, YYYY-MM-DD. */
  readonly asOf: string
  readonly rows: readonly PriceRow[]
}

const day = z.iso.date()
const picoUsd = z.int().min(0)

const tierSchema = z.strictObject({
  max_input_tokens: z.int().min(1).nullable(),
  in: picoUsd,
  out: picoUsd.optional(),
  cache_read: picoUsd.optional(),
  cache_write: z.record(z.string(), picoUsd).optional(),
})

const rowSchema = z.strictObject({
  provider: z.string().min(1),
  model: z.string().min(1),
  aliases: z.array(z.string().min(1)),
  effective_from: day,
  effective_to: day.optional(),
  unit: z.literal('pico_usd_per_token'),
  tiers: z.tuple([tierSchema], tierSchema),
  modes: z.record(z.string(), z.strictObject({ num: z.int().min(0), den: z.int().min(1) })).optional(),
  min_cacheable: z.int().min(0).optional(),
  source: z.string().min(1),
})

const tableSchema = z.strictObject({ schema: z.literal(1), as_of: day, rows: z.array(rowSchema) })

/**
 * A price table in its file form (`prices/v1.json`): whole pico-dollars per token, because $0.0025 per million, the
 * smallest price seen, is 2,500 of them.
 *
 * @throws {StoreError} naming the first thing that is wrong. A price is never guessed and never zero by omission.
 */
export function parsePriceTable(value: unknown, location: string): PriceTable {
  const parsed = tableSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new StoreError(
      `Expected a price table in ${location}, found ${issue?.message ?? 'something else'} at ${issue?.path.join('.') ?? 'the top'}`,
      { location },
    )
  }
  return { asOf: parsed.data.as_of, rows: parsed.data.rows.map(toRow) }
}

function toRow(row: z.output<typeof rowSchema>): PriceRow {
  const { provider, model, aliases, source } = row
  const [first, ...more] = row.tiers
  return {
    provider,
    model,
    aliases,
    effectiveFromMs: Date.parse(row.effective_from),
    effectiveToMs: row.effective_to === undefined ? undefined : Date.parse(row.effective_to),
    tiers: [toPrices(first), ...more.map(toPrices)],
    modes: row.modes ?? {},
    source,
  }
}

function toPrices(tier: z.output<typeof tierSchema>): TokenPrices {
  return {
    maxInputTokens: tier.max_input_tokens ?? undefined,
    inputPicoUsd: tier.in,
    outputPicoUsd: tier.out,
    cacheReadPicoUsd: tier.cache_read,
    cacheWritePicoUsd: tier.cache_write ?? {},
  }
}
