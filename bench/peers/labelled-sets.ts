import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel } from '../../src/stages/stratify/kernel/create-kernel.ts'
import { stratify } from '../../src/stages/stratify/stratify.ts'
import { createClock } from '../machine.ts'
import { embeddedSet } from '../strata/embedded-set.ts'
import { scoreStrata } from '../strata/metrics.ts'
import { labelsOf, type Row } from '../strata/rows.ts'
import { labelledSet, SET_NAMES } from '../strata/sets.ts'
import { type Peer, type PeerTask, runPeer } from './run-peer.ts'

/** The defaults of the config. */
const CLUSTERING = { algorithm: 'hdbscan', space: 'spectral', minClusterSize: 15, minSamples: 6 } as const

/**
 * Our strata and the peers' clusters on the vectors of labelled requests (TIDEGATE_DATA), scored as in the table of
 * `npm run bench -- strata`. Everybody gets the same cluster size and neighbour count.
 */
export async function labelledSetRows(
  names: readonly string[],
  peers: readonly Peer[],
  task: Pick<PeerTask, 'environment' | 'folder' | 'mostCpuSeconds'>,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  const kernel = createKernel({ threads: 2 })
  try {
    for (const name of SET_NAMES.filter(each => names.includes(each))) {
      const set = labelledSet(name, process.env.TIDEGATE_DATA ?? '../shared/data', '1')
      const { embeddings, intents } = await embeddedSet(set, join(tmpdir(), 'tidegate-bench', 'strata'))
      const truth = set.requests.map(({ intent }) => intent)
      const clock = createClock()
      const strata = await stratify(embeddings, intents, CLUSTERING, kernel)
      const took = clock()
      rows.push({
        set: name,
        implementation: 'tidegate',
        ...scored(labelsOf(strata, embeddings), truth),
        ...took,
      })
      for (const peer of peers) {
        const found = runPeer(peer, { ...task, ...CLUSTERING, points: embeddings.vectors })
        if (typeof found === 'string') rows.push({ set: name, implementation: `${peer}: ${found}` })
        else {
          const { labels, seconds, cpuSeconds } = found
          rows.push({ set: name, implementation: peer, ...scored([...labels], truth), seconds, cpuSeconds })
        }
      }
    }
  } finally {
    await kernel.close()
  }
  return rows.map(rounded)
}

function scored(labels: readonly number[], truth: readonly string[]): Row {
  const scores = scoreStrata(labels, truth)
  return {
    strata: scores.clusters,
    inScopeCoverage: scores.inScopeCoverage,
    nonNoiseNmi: scores.nonNoiseNmi,
    explainedVariance: scores.explainedVariance,
    ownStratum: scores.ownStratum,
    outOfScopeInNoise: scores.outOfScopeInNoise,
  }
}

function rounded(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
    ]),
  )
}
