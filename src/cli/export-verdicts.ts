import { ConfigError } from '../errors/config-error.ts'
import type { PairView } from '../server/contract.ts'
import type { ExportedRun } from '../stages/export/exported-run.ts'
import { otlpEvaluations } from '../stages/export/otlp-evaluations.ts'
import { VERDICT_COLUMNS, verdictTable } from '../stages/export/verdict-table.ts'
import { parseKeptRun } from '../stages/trend/parse-kept-run.ts'
import type { RunRow } from '../store/run-store.ts'
import { assertMayLeave } from './egress.ts'
import { packageVersion } from './package-version.ts'
import { sendEvaluations } from './send-evaluations.ts'
import { writeOutput } from './write-output.ts'
import { writeParquet } from './write-parquet.ts'

export type ExportTarget = {
  readonly format: 'otlp' | 'parquet'
  /** A file, `-` for standard output. */
  readonly output?: string | undefined
  readonly endpoint?: string | undefined
  /** Name of the environment variable with the whole `Authorization` header. */
  readonly authorizationEnv?: string | undefined
  readonly allowPrivateNetwork?: boolean | undefined
}

/**
 * Writes or sends the verdicts of a run in a format of other tools.
 *
 * @param rows - the run's pairs as the store keeps them, JSON.
 * @throws {ConfigError} when the target is none, and what writing and sending throws.
 */
export async function exportVerdicts(
  row: RunRow,
  rows: readonly string[],
  target: ExportTarget,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const run = exportedRun(row)
  const pairs = rows.map(text => JSON.parse(text) as PairView)
  if (target.format === 'parquet') {
    const table = [...verdictTable(run, pairs)]
    const path = fileOf(target)
    assertMayLeave(JSON.stringify(table), 'file', path)
    await writeParquet(path, VERDICT_COLUMNS, table)
    return
  }
  const requests = [...otlpEvaluations(run, pairs)]
  if (target.endpoint === undefined) {
    const text = requests.map(request => `${JSON.stringify(request)}\n`).join('')
    if (target.output === undefined || target.output === '-') process.stdout.write(text)
    else await writeOutput(target.output, text)
    return
  }
  const rejected = await sendEvaluations(requests, {
    endpoint: target.endpoint,
    authorization: authorizationOf(target, env),
    allowPrivateNetwork: target.allowPrivateNetwork === true,
  })
  if (rejected > 0) process.stderr.write(`warning: the receiver left out ${rejected} log records\n`)
}

function exportedRun({ runId, report, finishedAtMs, startedAtMs }: RunRow): ExportedRun {
  const kept = report === undefined ? undefined : parseKeptRun(report, finishedAtMs)
  if (kept === undefined) {
    throw new ConfigError(`Expected a finished run, found ${runId} without a result this version can read`, {
      path: 'run',
      hint: 'tidegate runs -c CONFIG lists them',
    })
  }
  return {
    runId,
    finishedAtMs: finishedAtMs ?? startedAtMs,
    outcome: kept.outcome,
    delta: kept.delta?.estimate ?? null,
    judge: kept.judge,
    version: packageVersion(),
  }
}

function fileOf({ output }: ExportTarget): string {
  if (output !== undefined && output !== '-') return output
  throw new ConfigError('Expected `--output` with the name of a file for Parquet, found none', {
    path: '--output',
  })
}

function authorizationOf(
  { authorizationEnv: name }: ExportTarget,
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (name === undefined) return undefined
  const value = env[name]
  if (value !== undefined) return value
  throw new ConfigError(`Expected the Authorization header in ${name}, found the variable not set`, {
    path: '--authorization-env',
  })
}
