import type { ClickHousePullConfig } from '../../../../config/config.ts'
import { ConfigError } from '../../../../errors/config-error.ts'

/**
 * Checks the config's columns against the table's.
 *
 * @param types - of the table's columns, by name.
 * @throws {ConfigError} naming the key of the first that does not exist or has a type that cannot be used.
 */
export function checkColumns(
  { columns, where, table }: ClickHousePullConfig,
  types: ReadonlyMap<string, string>,
): void {
  const wanted = [
    ...Object.entries(columns).map(([field, column]) => [`source.columns.${field}`, column] as const),
    ...Object.keys(where).map(column => [`source.where.${column}`, column] as const),
  ]
  for (const [path, column] of wanted) {
    if (column === undefined || types.has(column)) continue
    throw new ConfigError(`Expected a column \`${column}\` in the table ${table}, found none`, {
      path,
      hint: `its columns: ${[...types.keys()].slice(0, 40).join(', ')}`,
    })
  }
  const startedAt = types.get(columns.started_at ?? '')
  if (startedAt !== undefined && !/^(Nullable\()?Date/.test(startedAt)) {
    throw new ConfigError(
      `Expected the column of the start time to hold a date with time, found ${startedAt}`,
      {
        path: 'source.columns.started_at',
      },
    )
  }
  const flags = types.get(columns.flags ?? '')
  if (
    flags !== undefined &&
    !/^(Map\(|Nullable\(String|LowCardinality\(String|String|JSON|Object)/.test(flags)
  ) {
    throw new ConfigError(`Expected the column of the feature flags to be a map or JSON, found ${flags}`, {
      path: 'source.columns.flags',
    })
  }
}
