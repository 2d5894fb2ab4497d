import { ConfigError } from '../../errors/config-error.ts'
import type { SourceValue } from './import-decimal.ts'
import { readLiteLlmEntry } from './import-litellm.ts'
import { readModelsDevModel } from './import-models-dev.ts'
import type { ImportedPrice, ImportedTier, Read, SkipReason } from './import-price.ts'
import { isPlain, parseSourceJson, parseSourceToml } from './import-text.ts'

/** A row in the form of the price file (`parsePriceTable`). */
export type PriceFileRow = {
  readonly provider: string
  readonly model: string
  readonly aliases: readonly string[]
  readonly effective_from: string
  readonly unit: 'pico_usd_per_token'
  readonly tiers: readonly ImportedTier[]
  readonly modes?: ImportedPrice['modes']
  readonly source: string
}

export type PriceImport = {
  readonly format: 'LiteLLM' | 'models.dev'
  /** By provider and model. */
  readonly rows: readonly PriceFileRow[]
  /** Entries left out, by reason. */
  readonly skipped: ReadonlyMap<SkipReason, number>
}

/** `providers/anthropic/models/claude-sonnet-5.toml` */
const TOML_PATH = /(?:^|\/)([\w-]+)\/models\/(.+)\.toml$/

/**
 * The prices of a LiteLLM or models.dev list, exact from the digits of its text. Nothing is guessed: an entry without a
 * price, at no price, or with two prices is left out and counted.
 *
 * @param path - of the file or URL; a TOML file is named after its model.
 * @param day - the day of the import, YYYY-MM-DD: from then on the rows hold.
 * @throws {ConfigError} when the text is neither, or nothing in it can be used.
 */
export function importPrices(text: string, path: string, day: string): PriceImport {
  const { format, reads } = path.endsWith('.toml') ? ofToml(text, path) : ofJson(text, path)
  const skipped = new Map<SkipReason, number>()
  const skip = (reason: SkipReason): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  const groups = new Map<string, ImportedPrice[]>()
  for (const read of reads) {
    if (typeof read === 'string') skip(read)
    else groups.set(idOf(read), [...(groups.get(idOf(read)) ?? []), read])
  }
  const rows = [...groups.values()].flatMap(prices => {
    const price = theOne(prices)
    if (price === undefined) skip('two different prices')
    return price === undefined ? [] : [toRow(price, `${format}, ${path}, ${day}`, day)]
  })
  if (rows.length === 0)
    throw new ConfigError(`Expected prices of ${path} for anthropic, google or openai, found none to use`, {
      path,
      hint: [...skipped].map(([reason, count]) => `${count} ${reason}`).join(', ') || 'the list is empty',
    })
  return { format, rows: rows.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)), skipped }
}

type Found = { readonly format: PriceImport['format']; readonly reads: readonly Read[] }

function ofToml(text: string, path: string): Found {
  const [, provider, model] = TOML_PATH.exec(path) ?? []
  if (provider === undefined || model === undefined)
    throw new ConfigError(`Expected a path like providers/anthropic/models/MODEL.toml, found ${path}`, {
      path,
      hint: 'a models.dev file does not name its model itself: its folder and name do',
    })
  return { format: 'models.dev', reads: [readModelsDevModel(provider, model, parseSourceToml(text))] }
}

function ofJson(text: string, path: string): Found {
  const value = jsonOf(text, path)
  if (!isPlain(value)) throw unknownForm(path)
  const entries = Object.entries(value)
  if (entries.some(([, entry]) => isPlain(entry) && isPlain(entry.models))) {
    const reads = entries.flatMap(([provider, entry]) =>
      Object.entries(isPlain(entry) && isPlain(entry.models) ? entry.models : {}).map(([model, one]) =>
        readModelsDevModel(provider, model, one),
      ),
    )
    return { format: 'models.dev', reads }
  }
  if (!entries.some(([, entry]) => isPlain(entry) && 'litellm_provider' in entry)) throw unknownForm(path)
  const reads = entries.map(
    ([key, entry]): Read => (isPlain(entry) ? readLiteLlmEntry(key, entry) : 'no usable price'),
  )
  return { format: 'LiteLLM', reads }
}

function jsonOf(text: string, path: string): SourceValue {
  try {
    return parseSourceJson(text)
  } catch {
    // The cause is left out on purpose: the message of a parser quotes the text.
    throw unknownForm(path)
  }
}

function unknownForm(path: string): ConfigError {
  return new ConfigError(`Expected a price list of LiteLLM or models.dev in ${path}, found something else`, {
    path,
    hint: 'LiteLLM: model_prices_and_context_window.json; models.dev: api.json or a model file, .toml',
  })
}

/** Several spellings of one model are one price, or none. */
function theOne(prices: readonly ImportedPrice[]): ImportedPrice | undefined {
  const first = prices.filter(price => !price.isSecondHand)
  const [best, ...others] = first.length > 0 ? first : prices
  const isSame = (other: ImportedPrice): boolean => JSON.stringify(other) === JSON.stringify(best)
  return others.every(isSame) ? best : undefined
}

function toRow(price: ImportedPrice, source: string, day: string): PriceFileRow {
  const { provider, model, tiers, modes } = price
  const from = { effective_from: day, unit: 'pico_usd_per_token' } as const
  return { provider, model, aliases: [], ...from, tiers, ...(modes === undefined ? {} : { modes }), source }
}

function idOf({ provider, model }: { readonly provider: string; readonly model: string }): string {
  return `${provider}/${model}`
}
