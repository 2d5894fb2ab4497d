import { ConfigError } from '../../errors/config-error.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import type { RunId } from '../../records/ids.ts'
import type { PairView } from '../../server/contract.ts'
import type { RunRow } from '../../store/run-store.ts'
import { type ExportTarget, exportVerdicts } from '../export-verdicts.ts'
import { openStore } from '../open-store.ts'
import { readConfig } from '../read-config.ts'
import { writeOutput } from '../write-output.ts'

export type ExportOptions = {
  readonly config: string
  readonly format: 'jsonl' | ExportTarget['format']
  readonly output?: string
  readonly endpoint?: string
  readonly authorizationEnv?: string
  readonly allowPrivateNetwork?: boolean
  readonly withTexts?: boolean
}

/**
 * `tidegate export RUN`: the verdicts of a run, one JSON object per pair and line, redacted texts only when they are asked
 * for, to standard output or a file; or as OpenTelemetry's log records, also sent to a receiver; or as a Parquet table.
 *
 * @throws {ConfigError} when the store has no such run, or its details were pruned.
 */
export async function exportCommand(runId: string, options: ExportOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = openStore(config.store.path)
  let rows: readonly string[]
  let run: RunRow | undefined
  try {
    run = store.run(runId as RunId)
    if (run === undefined) {
      throw new ConfigError(`Expected a run of the store, found none named ${runId}`, {
        path: 'run',
        hint: 'tidegate runs -c CONFIG lists them',
      })
    }
    rows = store.runPart(runId as RunId, 'pairs')
  } finally {
    store.close()
  }
  if (rows.length === 0) {
    throw new ConfigError(`Expected pairs of ${runId}, found none: they were pruned, or the run had none`, {
      path: 'run',
    })
  }
  if (options.format !== 'jsonl') {
    await exportVerdicts(run, rows, { ...options, format: options.format }, process.env)
    process.stderr.write(`${formatQuantity(rows.length, 'pair')} of ${runId}\n`)
    return
  }
  const lines = rows.map(row => JSON.stringify(verdictRow(runId, JSON.parse(row) as PairView, options)))
  const text = `${lines.join('\n')}\n`
  if (options.output === undefined || options.output === '-') process.stdout.write(text)
  else await writeOutput(options.output, text)
  process.stderr.write(`${formatQuantity(lines.length, 'pair')} of ${runId}\n`)
}

function verdictRow(runId: string, pair: PairView, { withTexts }: Pick<ExportOptions, 'withTexts'>) {
  const { request, requestMessages, baseline, candidate, position, ...facts } = pair
  return {
    kind: 'tidegate-verdict',
    schemaVersion: 1,
    runId,
    ...facts,
    ...(withTexts === true ? { requestMessages, baseline, candidate } : {}),
  }
}
