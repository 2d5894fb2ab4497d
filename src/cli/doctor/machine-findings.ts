import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatCount } from '../../numeric/format-number.ts'
import { type Finding, fine, note, problem } from './finding.ts'

/** What `engines` of the manifest asks for. */
const LEAST_NODE = [22, 18] as const
const MIB = 2 ** 20
const LOW_MIB = 1024
const NONE_MIB = 100

/** What optional packages are for; none of them is needed by every config. */
const OPTIONAL: readonly (readonly [name: string, use: string])[] = [
  [
    '@energetic-ai/embeddings',
    'the local embedding model; without it texts are embedded by their words alone',
  ],
  ['@duckdb/node-api', 'Parquet files'],
  ['@clickhouse/client', '`source: clickhouse`'],
  ['@huggingface/transformers', '`models.embedding.transformers`'],
  ['@modelcontextprotocol/sdk', '`tidegate mcp`'],
]

/** Whether this Node runs this version. @param version - as `process.versions.node`. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
  return isEnough
    ? fine('node', version)
    : problem('node', `${version}; expected ${LEAST_NODE.join('.')} or later`)
}

/** Which optional packages are there. @param resolve - of `import.meta`; throws for what is not installed. */
export function optionalFindings(resolve: (name: string) => string): readonly Finding[] {
  return OPTIONAL.map(([name, use]) => {
    try {
      resolve(name)
      return fine(name, `installed: ${use}`)
    } catch {
      return note(name, `not installed: ${use}`)
    }
  })
}

/** The space that is left where the store is. */
export async function diskFinding(storePath: string): Promise<Finding> {
  for (let folder = dirname(storePath); ; folder = dirname(folder)) {
    const found = await statfs(folder).catch(() => undefined)
    if (found === undefined && folder !== dirname(folder)) continue
    if (found === undefined) return note('disk', 'the space that is left is not known')
    const mib = Math.floor((found.bavail * found.bsize) / MIB)
    const says = `${formatCount(mib)} MiB free in ${folder}`
    return mib < NONE_MIB ? problem('disk', says) : mib < LOW_MIB ? note('disk', says) : fine('disk', says)
  }
}
