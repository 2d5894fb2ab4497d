import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createKernel } from '../src/stages/stratify/kernel/create-kernel.ts'
import type { PointSearch } from '../src/stages/stratify/plain-search.ts'
import { stratify } from '../src/stages/stratify/stratify.ts'
import type { BenchResult } from './machine.ts'
import { embeddedSet } from './strata/embedded-set.ts'
import { scoreStrata } from './strata/metrics.ts'
import { DEFAULT, labelsOf } from './strata/rows.ts'
import { manyRequests } from './strata/sets.ts'

type Cost = { readonly seconds: number; readonly cpuSeconds: number }

/**
 * Time of the whole strata pipeline without the embedding: `--n N` requests of CLINC150 (default 20,000, at most 23,700),
 * `--threads T` (default 2). What the kernel's searches take of it is listed; the rest is graph, tree, vote, gate,
 * cells and keywords. TIDEGATE_DATA names the folder of recorded data; vectors are kept in the system's
 * temporary folder.
 */
export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { n: { type: 'string', default: '20000' }, threads: { type: 'string', default: '2' } },
  })
  const folder = process.env.TIDEGATE_DATA ?? '../shared/data'
  const cache = join(tmpdir(), 'tidegate-bench', 'strata')
  const { set, embeddings, intents } = await embeddedSet(manyRequests(Number(values.n), folder), cache)
  const kernel = createKernel({ threads: Number(values.threads) })
  const searches: (Cost & { readonly search: string })[] = []
  const timed: PointSearch = {
    nearestNeighbours: async (points, count) => {
      const { result, cost } = await measured(() => kernel.nearestNeighbours(points, count))
      searches.push({ search: `neighbours in ${points.columns} columns`, ...cost })
      return result
    },
    largestEigenpairs: async (matrix, options) => {
      const { result, cost } = await measured(() => kernel.largestEigenpairs(matrix, options))
      searches.push({ search: `${result.values.length} eigenvectors`, ...cost })
      return result
    },
    mutualReachabilityTree: async (points, options) => {
      const { result, cost } = await measured(() => kernel.mutualReachabilityTree(points, options))
      searches.push({ search: `spanning tree in ${points.columns} columns`, ...cost })
      return result
    },
  }
  try {
    const { result, cost } = await measured(() => stratify(embeddings, intents, DEFAULT, timed))
    const scores = scoreStrata(
      labelsOf(result, embeddings),
      set.requests.map(({ intent }) => intent),
    )
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024)
    return { input: values, ...cost, peakRssMb, ...scores, searches }
  } finally {
    await kernel.close()
  }
}

async function measured<T>(task: () => Promise<T>): Promise<{ readonly result: T; readonly cost: Cost }> {
  const startedAtMs = performance.now()
  const before = process.cpuUsage()
  const result = await task()
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - startedAtMs) / 1000
  return { result, cost: { seconds: rounded(seconds), cpuSeconds: rounded((user + system) / 1e6) } }
}

function rounded(value: number): number {
  return Number(value.toFixed(2))
}
