import type { ClickHousePullConfig, PullConfig, TraceFilesConfig } from './config.ts'
import type { SourceFile } from './schema/source-schema.ts'

/** The source of a block whose combinations were checked, when it is a server; undefined when it is files. */
export function pullSourceOf(file: SourceFile): TraceFilesConfig | undefined {
  const pull = pullOf(file)
  return pull === undefined
    ? undefined
    : {
        // The rows of both are taken apart by the readers of files.
        format: pull.kind === 'clickhouse' ? 'canonical' : 'langfuse',
        path: [`${pull.kind}://${new URL(pull.url).host}${placeOf(pull)}`],
        maxRejected: file.max_rejected,
        intentPointer: file.intent,
        map: undefined,
        pull,
      }
}

/** Whether a path is the name of such a source and no file. */
export function isPulledPath(path: string): boolean {
  return /^(clickhouse|langfuse-api):\/\//.test(path)
}

function pullOf(file: SourceFile): PullConfig | undefined {
  const { format, url = '', allow_private_network: allowPrivateNetwork = false } = file
  const { public_key_env: publicKeyVariable = '', secret_key_env: secretKeyVariable = '' } = file
  if (format === 'langfuse-api') {
    const environments = file.environments ?? []
    return { kind: format, url, publicKeyVariable, secretKeyVariable, allowPrivateNetwork, environments }
  }
  return format === 'clickhouse' ? clickhouseOf(file, url, allowPrivateNetwork) : undefined
}

function clickhouseOf(
  file: SourceFile,
  url: string,
  allowPrivateNetwork: boolean,
): ClickHousePullConfig | undefined {
  const { columns, table } = file
  if (columns === undefined || table === undefined) return undefined
  return {
    kind: 'clickhouse',
    url,
    database: file.database ?? 'default',
    table,
    user: file.user ?? 'default',
    passwordVariable: file.password_env,
    allowPrivateNetwork,
    columns,
    where: file.where ?? {},
    flags: file.flags ?? {},
    customerCap: file.customer_cap,
    preSample: file.pre_sample,
  }
}

function placeOf(pull: PullConfig): string {
  return pull.kind === 'clickhouse' ? `/${pull.database}.${pull.table}` : ''
}
