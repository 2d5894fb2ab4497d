import { readFile } from 'node:fs/promises'
import { ConfigError } from '../../errors/config-error.ts'
import { addToLedger, type WantedTrace } from '../add-to-ledger.ts'
import { openLedger } from '../open-ledger.ts'
import { parseFlagRows } from '../parse-flag-rows.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { addedDocument, addedLines } from '../render-ledger.ts'

export type FlagOptions = { readonly config: string; readonly reason?: string; readonly json?: string }

/**
 * `tidegate flag ID|CSV`: what support reported after its trace was ingested joins the adversarial set. Ids the store
 * does not have are listed.
 *
 * @throws {ConfigError} when not one id is known: most likely a wrong file or store.
 */
export async function flagCommand(target: string, options: FlagOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const wanted = await wantedTraces(target, options.reason)
  const result = await addToLedger(wanted, openLedger(config), config, {
    origin: 'support-flag',
    weight: undefined,
  })
  await printReport(addedLines(result), addedDocument(result), options.json)
  if (result.unknown.length === wanted.length) throw noneKnown(wanted.length)
}

/** Why nothing was added although something was asked for. */
export function noneKnown(asked: number): ConfigError {
  return new ConfigError(`Expected ids of traces in the store, found none of ${asked} there`, {
    path: 'trace id',
    hint: 'the store has the traces of the windows that were run; run the window the traces are from, or import them: tidegate adversarial import FILE',
  })
}

/** A file of that name is a list; anything else is an id, which may look like a path. */
async function wantedTraces(target: string, reason: string | undefined): Promise<readonly WantedTrace[]> {
  const text = await readFile(target, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw new ConfigError(`Expected a readable file or a trace id, found ${target}`, {
      path: target,
      cause: error,
    })
  })
  if (text === undefined) {
    if (!/\.csv$/i.test(target)) return [{ traceId: target, reason }]
    throw new ConfigError(`Expected a file at ${target}, found none`, { path: target })
  }
  const rows = parseFlagRows(text, target)
  if (rows.length === 0) {
    throw new ConfigError(`Expected rows \`trace id,reason\` in ${target}, found none`, { path: target })
  }
  return rows.map(row => ({ traceId: row.traceId, reason: row.reason ?? reason }))
}
