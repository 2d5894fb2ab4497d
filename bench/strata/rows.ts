import { createRng, shuffled } from '../../src/numeric/random.ts'
import type { Embeddings } from '../../src/records/embeddings.ts'
import type { Strata } from '../../src/records/strata.ts'
import type { PointSearch } from '../../src/stages/stratify/plain-search.ts'
import { type StratifyOptions, stratify } from '../../src/stages/stratify/stratify.ts'
import type { EmbeddedSet } from './embedded-set.ts'
import { adjustedRandIndex, NOISE, scoreStrata } from './metrics.ts'

/** One line of the table: a pipeline on a set. */
export type Row = { readonly [column: string]: string | number | undefined }

/** The pipeline as it runs when nothing is configured. */
export const DEFAULT: StratifyOptions = {
  algorithm: 'hdbscan',
  space: 'spectral',
  minClusterSize: 15,
  minSamples: 6,
}

/**
 * The table of one set: the default as people see it, the same as it is drawn from, HDBSCAN on the vectors themselves
 * with the vote and without, k-means at like k, and DBSCAN.
 */
export async function rowsOf(
  embedded: EmbeddedSet,
  search: PointSearch,
  { withStability }: { readonly withStability: boolean },
): Promise<readonly Row[]> {
  const intents = embedded.set.requests.map(({ intent }) => intent)
  const runs: Row[] = []
  const run = async (pipeline: string, options: StratifyOptions) => {
    const startedAtMs = performance.now()
    const strata = await stratify(embedded.embeddings, embedded.intents, options, search)
    const seconds = (performance.now() - startedAtMs) / 1000
    const labels = labelsOf(strata, embedded.embeddings)
    const stability = withStability ? await stabilityOf(embedded, labels, options, search) : undefined
    runs.push({ pipeline, ...scored(labels, intents), stability, seconds: rounded(seconds) })
    return strata
  }
  const strata = await run('default', DEFAULT)
  const residual = residualLabels(strata, embedded.embeddings)
  runs.push({ pipeline: 'default + residual', ...scored(residual, intents) })
  await run('hdbscan', { ...DEFAULT, space: 'embedding', voteNoise: false })
  await run('hdbscan + vote', { ...DEFAULT, space: 'embedding' })
  await run('k-means at like k', { ...DEFAULT, algorithm: 'kmeans', k: new Set(residual).size })
  await run('dbscan', { ...DEFAULT, algorithm: 'dbscan' })
  return runs
}

/** Per trace, in the order of the embeddings. */
export function labelsOf({ strata }: Strata, { traceIds }: Embeddings): readonly number[] {
  const labelOf = new Map(
    strata.flatMap(({ kind, members }, at) =>
      members.map(member => [member, kind === 'noise' ? NOISE : at] as const),
    ),
  )
  return traceIds.map(traceId => labelOf.get(traceId) ?? NOISE)
}

/** The partition draws are made from: noise in its cells. */
export function residualLabels(strata: Strata, embeddings: Embeddings): readonly number[] {
  const { cells = [] } = strata
  const cellOf = new Map(cells.flatMap(({ members }, at) => members.map(member => [member, at] as const)))
  const base = strata.strata.length
  return labelsOf(strata, embeddings).map((label, at) => {
    const cell = cellOf.get(embeddings.traceIds[at]!)
    return cell === undefined ? label : base + cell
  })
}

function scored(labels: readonly number[], intents: readonly string[]): Row {
  const scores = scoreStrata(labels, intents)
  return Object.fromEntries(
    Object.entries(scores).map(([name, value]) => [name, value === undefined ? undefined : rounded(value)]),
  )
}

/** Adjusted Rand index with a run on nine tenths of the requests, over those in a cluster both times. */
async function stabilityOf(
  { embeddings, intents }: EmbeddedSet,
  labels: readonly number[],
  options: StratifyOptions,
  search: PointSearch,
): Promise<number> {
  const { data, columns } = embeddings.vectors
  const kept = shuffled([...intents.keys()], createRng('nine tenths'))
    .slice(0, Math.round(0.9 * intents.length))
    .sort((a, b) => a - b)
  const rows = new Float32Array(kept.length * columns)
  for (const [at, row] of kept.entries())
    rows.set(data.subarray(row * columns, (row + 1) * columns), at * columns)
  const part: Embeddings = {
    traceIds: kept.map(row => embeddings.traceIds[row]!),
    vectors: { data: rows, rows: kept.length, columns },
    modelId: embeddings.modelId,
  }
  const again = labelsOf(
    await stratify(
      part,
      kept.map(row => intents[row]!),
      options,
      search,
    ),
    part,
  )
  const both = [...kept.keys()].filter(at => again[at] !== NOISE && labels[kept[at]!] !== NOISE)
  return rounded(
    adjustedRandIndex(
      both.map(at => again[at]),
      both.map(at => labels[kept[at]!]),
    ),
  )
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
