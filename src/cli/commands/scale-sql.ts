import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConfigError } from '../../errors/config-error.ts'
import type { StratumModel } from '../../records/stratum-model.ts'
import { exemplarRows } from '../../stages/stratify/weeks/assign-sql.ts'
import { parseStratumModel } from '../../stages/stratify/weeks/serialise-stratum-model.ts'
import { createSqliteStore } from '../../store/sqlite/create-sqlite-store.ts'
import { readConfig } from '../read-config.ts'
import { renderScaleSql } from '../render-scale-sql.ts'

export type ScaleSqlOptions = {
  readonly config: string
  readonly model?: string
  readonly exemplars?: string
}

/**
 * `tidegate scale-sql`: prints the SQL by which ClickHouse assigns every trace to a stratum of a fitted window. Exits 0.
 *
 * @throws {ConfigError} when the store has no such model.
 */
export async function scaleSqlCommand(options: ScaleSqlOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const model = modelOf(config.store.path, options.model)
  if (options.exemplars !== undefined) await writeExemplars(model, options.exemplars)
  process.stdout.write(renderScaleSql(config, model, options.exemplars))
}

function modelOf(path: string, modelId: string | undefined): StratumModel {
  const store = createSqliteStore(path)
  try {
    const row = modelId === undefined ? store.latestModel() : store.model(modelId)
    if (row !== undefined) return parseStratumModel(row.bytes, `model ${row.modelId} of the store`)
  } finally {
    store.close()
  }
  throw new ConfigError(
    modelId === undefined
      ? 'Expected a stratum model in the store, found none'
      : `Expected the stratum model ${modelId} in the store, found no such model`,
    { path: 'store.path', hint: 'a run keeps one: tidegate run -c CONFIG' },
  )
}

async function writeExemplars(model: StratumModel, path: string): Promise<void> {
  const lines = Readable.from(linesOf(model))
  await pipeline(lines, createWriteStream(path, { mode: 0o600 }))
}

function* linesOf(model: StratumModel): IterableIterator<string> {
  for (const row of exemplarRows(model)) yield `${JSON.stringify(row)}\n`
}
