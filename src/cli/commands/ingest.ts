import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { type LoadedConfig, loadConfig } from '../../config/load-config.ts'
import { resolvePath } from '../../config/resolve-config.ts'
import type { TraceFormat } from '../../config/trace-formats.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { isForbiddenId } from '../../privacy/is-forbidden-id.ts'
import { createFileIo } from '../../stages/ingest/create-file-io.ts'
import { createRedactor } from '../create-redactor.ts'
import { ingestIntoStore } from '../ingest-into-store.ts'
import { interruptible } from '../interruptible.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { openStore } from '../open-store.ts'
import { printReport } from '../print-report.ts'
import { createPullSources } from '../pull-sources.ts'
import { readConfig } from '../read-config.ts'
import { ingestDocument, ingestLines } from '../render-ingest.ts'

export type IngestOptions = {
  readonly config?: string
  readonly format?: TraceFormat
  readonly json?: string
}

const DEFAULT_CONFIG = 'tidegate.yaml'

/**
 * `tidegate ingest PATH...`: reads traces of any format, redacts them and keeps them as production's in the store. Without paths the
 * config's `source` is read. Exits 0 when anything was kept.
 *
 * @throws {ConfigError} when neither paths nor a source are given.
 */
export async function ingestCommand(paths: readonly string[], options: IngestOptions): Promise<void> {
  const { config } = await configOf(options.config)
  requireKeeping(config, '`tidegate ingest`')
  const source = sourceOf(paths, options.format, config)
  const interrupt = interruptible()
  const onWarning = (warning: string): void => {
    process.stderr.write(`warning: ${warning}\n`)
  }
  const store = openStore(config.store.path)
  try {
    const pulls = createPullSources(config, { env: process.env, signal: interrupt.signal, onWarning })
    const result = await ingestIntoStore(source, {
      io: createFileIo({ cwd: process.cwd(), stdin: process.stdin, readTable: pulls.readTable }),
      store,
      redactText: createRedactor(config, onWarning),
      isForbiddenId,
      onWarning,
      signal: interrupt.signal,
    })
    await pulls.settle()
    await printReport(ingestLines(result), ingestDocument(result), options.json)
  } finally {
    interrupt.dispose()
    store.close()
  }
}

/** The config named, or the one lying here, or none at all: an import needs no more than a store. */
async function configOf(file: string | undefined): Promise<LoadedConfig> {
  if (file !== undefined) return readConfig(file)
  if (existsSync(DEFAULT_CONFIG)) return readConfig(DEFAULT_CONFIG)
  return loadConfig(DEFAULT_CONFIG, {
    readFile: async () => new TextEncoder().encode('seed: 1\n'),
    env: process.env,
    cwd: process.cwd(),
  })
}

function sourceOf(paths: readonly string[], format: TraceFormat | undefined, { source }: Config) {
  if (paths.length === 0 && source === undefined) {
    throw new ConfigError('Expected the paths of traces, or a config with `source`, found neither', {
      path: 'source',
      hint: 'tidegate ingest traces/*.jsonl',
    })
  }
  const path = paths.length === 0 ? (source?.path ?? []) : paths.map(each => resolvePath(process.cwd(), each))
  const base = source ?? { maxRejected: undefined, intentPointer: undefined, map: undefined }
  // Of a source that is a server nothing but its rows are of its format.
  const given = paths.length > 0 && source?.pull !== undefined ? 'auto' : source?.format
  const own = format ?? given ?? 'auto'
  return { ...base, path, format: own }
}
