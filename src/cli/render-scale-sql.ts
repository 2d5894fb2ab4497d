import type { ClickHousePullConfig, Config } from '../config/config.ts'
import type { StratumModel } from '../records/stratum-model.ts'
import { type Frame, frameOf } from '../stages/ingest/pull/clickhouse/frame-sql.ts'
import { cutSql } from '../stages/ingest/pull/clickhouse/pre-sample-sql.ts'
import { sqlName, sqlText } from '../stages/ingest/pull/clickhouse/sql-name.ts'
import { assignSql, exemplarTableSql } from '../stages/stratify/weeks/assign-sql.ts'

const EXEMPLARS = 'tidegate_exemplars'

/**
 * What `tidegate scale-sql` prints, to be run by `clickhouse-client --multiquery`: the table of exemplars, the strata of every trace of the
 * table and their shares, and the draw of the first phase.
 *
 * @param exemplarFile - where the exemplars were written; undefined: nowhere.
 */
export function renderScaleSql(
  config: Config,
  model: StratumModel,
  exemplarFile: string | undefined,
): string {
  const pull = config.source?.pull?.kind === 'clickhouse' ? config.source.pull : undefined
  const frame = pull === undefined ? undefined : frameWithoutTypes(pull, config, model)
  const requests = requestsSql(pull, frame)
  const assigned = assignSql(model, { requests, exemplars: EXEMPLARS })
  const positions = model.strata.map((_, position) => position)
  const ids = model.strata.map(({ id }) => sqlText(id))
  const load =
    exemplarFile === undefined
      ? '-- their rows: tidegate scale-sql -c CONFIG --exemplars exemplars.jsonl'
      : `-- clickhouse-client --query "INSERT INTO ${EXEMPLARS} FORMAT JSONEachRow" < ${exemplarFile}`
  return [
    `-- Stratum model ${model.modelId}: ${model.strata.length} strata, ${model.reference.labels.length} exemplars of ${model.reference.vectors.columns} numbers in the space ${model.space}.`,
    `-- Vectors of requests must be of that space (docs/scaling.md).`,
    `${exemplarTableSql(EXEMPLARS)};`,
    load,
    '',
    ...parameterLines(frame),
    '-- The stratum of every request; -1 is noise.',
    `CREATE OR REPLACE TABLE tidegate_assigned ENGINE = MergeTree ORDER BY id AS\n${assigned};`,
    '',
    '-- Shares of the whole traffic: no sampling error.',
    `SELECT transform(label, [${positions.join(', ')}], [${ids.join(', ')}], 'noise') AS stratum, count() AS traces, traces / sum(traces) OVER () AS share
FROM tidegate_assigned GROUP BY label ORDER BY traces DESC;`,
    ...preSampleLines(pull, frame),
    '',
  ].join('\n')
}

/** Types of columns are the server's to say, and it is not asked: flags are taken for a map. */
function frameWithoutTypes(
  pull: ClickHousePullConfig,
  { seed, sampling }: Config,
  model: StratumModel,
): Frame {
  const types = new Map(pull.columns.flags === undefined ? [] : [[pull.columns.flags, 'Map(String, String)']])
  const days = sampling.windowDays * 86_400_000
  const endMs = sampling.windowEndMs ?? model.window?.endMs
  return frameOf(pull, types, {
    seed,
    window: endMs === undefined ? undefined : { startMs: endMs - days, endMs },
  })
}

function requestsSql(pull: ClickHousePullConfig | undefined, frame: Frame | undefined): string {
  const embedding = pull?.columns.embedding
  return frame === undefined || embedding === undefined
    ? 'SELECT id, embedding FROM your_requests'
    : `SELECT ${frame.id} AS id, ${sqlName(embedding)} AS embedding FROM ${frame.table} WHERE ${frame.condition}`
}

function preSampleLines(pull: ClickHousePullConfig | undefined, frame: Frame | undefined): readonly string[] {
  if (pull?.preSample === undefined || frame === undefined) return []
  const { sql, parameters } = cutSql(
    frame,
    { customerCap: pull.customerCap, upTo: undefined },
    pull.preSample,
  )
  return [
    '',
    `-- The number of the last of ${pull.preSample} traces of the first phase: those up to it are fetched.`,
    ...Object.entries(parameters)
      .filter(([name]) => !(name in frame.parameters))
      .map(([name, value]) => `SET param_${name} = ${parameterSql(value)};`),
    `${sql};`,
  ]
}

function parameterLines(frame: Frame | undefined): readonly string[] {
  return Object.entries(frame?.parameters ?? {}).map(
    ([name, value]) => `SET param_${name} = ${parameterSql(value)};`,
  )
}

function parameterSql(value: unknown): string {
  return Array.isArray(value)
    ? sqlText(`[${value.map(each => sqlText(String(each))).join(', ')}]`)
    : sqlText(String(value))
}
