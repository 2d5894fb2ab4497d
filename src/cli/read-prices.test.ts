import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StoreError } from '../errors/store-error.ts'
import { priceOf } from '../models/prices/price-of.ts'
import { shippedPrices } from '../models/prices/shipped-prices.ts'
import { mergePriceFile } from './merge-price-file.ts'
import { priceFileOf, readPrices, staleRows, staleWarning } from './read-prices.ts'
import { renderPrices, renderPricesJson } from './render-prices.ts'

let folder = ''
let store = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-prices-'))
  store = join(folder, 'store.db')
})

afterEach(() => rmSync(folder, { recursive: true }))

function aRow(model: string, day: string, input: number) {
  const fixed = { aliases: [], unit: 'pico_usd_per_token', source: `test, ${day}` } as const
  return {
    ...fixed,
    provider: 'openai',
    model,
    effective_from: day,
    tiers: [{ max_input_tokens: null, in: input }],
  }
}

function writeFile(...rows: readonly ReturnType<typeof aRow>[]): void {
  writeFileSync(priceFileOf(store), JSON.stringify(mergePriceFile([], rows)))
}

it('prices a model by the row of the user where there is one, from its day on, and by the shipped one elsewhere', async () => {
  writeFile(aRow('text-embedding-3-small', '2026-11-24', 7))
  const { table } = await readPrices(store)
  const at = (day: string) =>
    priceOf(table, 'openai', 'text-embedding-3-small', Date.parse(day))?.inputPicoUsd
  expect([at('2026-11-23'), at('2026-11-24')]).toEqual([20_000, 7])
  expect(priceOf(table, 'openai', 'text-embedding-3-large', Date.parse('2026-11-24'))?.inputPicoUsd).toBe(
    130_000,
  )
})

it('keeps what the shipped table knows of a model beside its price: a batch still costs half', async () => {
  writeFile(aRow('text-embedding-3-small', '2026-11-24', 7))
  const { table } = await readPrices(store)
  expect(table.rows[0]).toMatchObject({
    model: 'text-embedding-3-small',
    modes: { batch: { num: 1, den: 2 } },
  })
})

it('has the shipped prices alone where there is no file', async () => {
  expect((await readPrices(store)).table).toEqual(shippedPrices())
  expect((await readPrices(undefined)).table).toEqual(shippedPrices())
})

it.each(['{"schema": 1', '{"schema": 1, "as_of": "2026-11-24", "rows": [{"model": "x"}]}'])(
  'refuses a broken file (%s) and never goes on without it',
  async text => {
    writeFileSync(priceFileOf(store), text)
    await expect(readPrices(store)).rejects.toBeInstanceOf(StoreError)
  },
)

it('calls a row old when it was looked at more than thirty days ago, and warns of those a run uses', async () => {
  writeFile(aRow('old', '2026-10-01', 1), aRow('new', '2026-10-02', 1))
  const { listed } = await readPrices(store)
  const now = Date.parse('2026-11-01')
  expect(staleRows(listed, now).map(({ row }) => row.model)).toEqual(['old'])
  expect(staleWarning(listed, ['old', 'new'], now)).toMatch(/30 days ago: old \(2026-10-01\);/)
  expect(staleWarning(listed, ['new'], now)).toBeUndefined()
})

it('replaces the rows of the models imported, keeps the others, and is as old as the oldest', () => {
  const before = [aRow('a', '2026-09-01', 1), aRow('b', '2026-10-01', 2)]
  const merged = mergePriceFile(before, [aRow('c', '2026-11-24', 3), aRow('a', '2026-11-24', 4)])
  expect(merged.as_of).toBe('2026-10-01')
  expect(merged.rows.map(({ model, tiers }) => [model, tiers[0]?.in])).toEqual([
    ['a', 4],
    ['b', 2],
    ['c', 3],
  ])
})

it('shows dollars per million tokens with every tier, and where a price was read', async () => {
  const row = aRow('gpt-x', '2026-11-24', 2_500)
  const tiers = [
    { max_input_tokens: 272_000, in: 2_500 },
    { max_input_tokens: null, in: 5_000 },
  ]
  writeFileSync(
    priceFileOf(store),
    JSON.stringify({ schema: 1, as_of: '2026-11-24', rows: [{ ...row, tiers }] }),
  )
  const { listed } = await readPrices(store)
  const lines = renderPrices(listed.slice(0, 1)).split('\n')
  expect(lines.slice(2, 5)).toEqual([
    'provider  model  input up to      in  out  cached  batch  from        until  checked     origin',
    'openai    gpt-x       272000  0.0025    -       -      -  2026-11-24         2026-11-24  imported',
    '                               0.005    -       -',
  ])
  expect(JSON.parse(renderPricesJson(listed)).rows[0]).toMatchObject({
    model: 'gpt-x',
    effectiveTo: null,
    tiers: [{ maxInputTokens: 272_000, inputPicoUsd: 2_500, outputPicoUsd: null }, { maxInputTokens: null }],
    source: 'test, 2026-11-24',
  })
})
