import { readFile } from 'node:fs/promises'
import { basename, resolve, sep } from 'node:path'
import { ConfigError } from '../../errors/config-error.ts'
import { importPrices, type PriceFileRow } from '../../models/prices/import-prices.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { mergePriceFile } from '../merge-price-file.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { readPriceSource } from '../read-price-source.ts'
import { dayOf, priceFileOf, readOwnPrices, readPrices, staleRows } from '../read-prices.ts'
import { renderPrices, renderPricesJson } from '../render-prices.ts'
import { writeOutput } from '../write-output.ts'
import { writeReports } from '../write-reports.ts'

export type PricesOptions = { readonly config?: string; readonly json?: string }

/** `tidegate prices`: what every known model costs, since when, and where that was read. Exits 0. */
export async function pricesCommand({ config: file, json }: PricesOptions): Promise<void> {
  const storePath = file === undefined ? undefined : (await readConfig(file)).config.store.path
  const { listed } = await readPrices(storePath)
  const stale = staleRows(listed, Date.now()).length
  if (stale > 0) {
    process.stderr.write(
      `warning: ${formatQuantity(stale, 'price')} last checked more than 30 days ago; \`tidegate prices update\` imports newer ones\n`,
    )
  }
  await writeReports([[json, () => renderPricesJson(listed)]], print(renderPrices(listed)))
}

/** `tidegate prices update FILE|URL`: the list's prices into the user's own file beside the store. Exits 0. */
export async function pricesUpdateCommand(source: string, options: PricesOptions): Promise<void> {
  if (options.config === undefined) {
    throw new ConfigError('Expected a config file (-c) whose store the prices go beside, found none', {
      path: '--config',
      hint: 'tidegate prices update list.json -c tidegate.yaml',
    })
  }
  const { config } = await readConfig(options.config)
  const day = dayOf(Date.now())
  const { rows, skipped, format } = importPrices(await readPriceSource(source), nameOf(source), day)
  const path = priceFileOf(config.store.path)
  // Checked before it is built upon: a broken file must not be replaced by what little could be read of it.
  const before = (await readOwnPrices(path)) === undefined ? [] : rowsOf(await readFile(path, 'utf8'))
  await writeOutput(path, `${JSON.stringify(mergePriceFile(before, rows), null, 2)}\n`)
  const left = [...skipped].map(([reason, count]) => `${count} ${reason}`).join(', ')
  await printReport(
    [
      `${formatQuantity(rows.length, 'price')} of the ${format} list now in ${path}${left === '' ? '' : `; left out: ${left}`}`,
      `next: tidegate prices -c ${options.config}`,
    ],
    {
      kind: 'tidegate-prices-update',
      format,
      path,
      prices: rows.length,
      leftOut: [...skipped].map(([reason, count]) => ({ reason, count })),
    },
    options.json,
  )
}

/** The part of an address or path that names it and holds no key; a TOML file is named by its folders too. */
function nameOf(source: string): string {
  const url = URL.parse(source)
  if (url !== null && url.protocol === 'https:') return `${url.origin}${url.pathname}`
  return source.endsWith('.toml') ? resolve(source).split(sep).slice(-3).join('/') : basename(source)
}

function rowsOf(text: string): readonly PriceFileRow[] {
  return (JSON.parse(text) as { readonly rows: readonly PriceFileRow[] }).rows
}

function print(text: string): string {
  return text.split('\n').map(escapeTerminal).join('\n')
}
