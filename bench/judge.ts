import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureCachedVotes } from './judge-support/cached-votes.ts'
import { measureCost } from './judge-support/cost-table.ts'
import { measureAddedLatency } from './judge-support/latency.ts'
import { measureResume } from './judge-support/resume.ts'
import { type Load, measureThroughput, round, type ThroughputRow } from './judge-support/throughput.ts'
import type { BenchResult } from './machine.ts'

const PARTS = ['throughput', 'latency', 'cached', 'cost', 'resume'] as const
type Part = (typeof PARTS)[number]

/** A quarter: memory that is flat in the number of votes is the same for both. */
const SMALLER = 4
/** So that no measured process is the first one, which compiles. */
const WARMING_VOTES = 30
const CACHED_VOTES = 100_000
/** The demo's candidate, which repeats production's words nearly everywhere, and two that never do. */
const CANDIDATES = [
  { name: 'costOfDemoCandidate', candidate: 'truncating', reworded: 0 },
  { name: 'costOfRewordedCandidate', candidate: 'truncating', reworded: 1 },
  { name: 'costOfHealthyRewordedCandidate', candidate: 'healthy', reworded: 1 },
] as const
/** Long enough to be killed in, short enough to be run often. */
const RESUMED_VOTES = 1_500

/**
 * `npm run bench -- judge [--votes 6000] [--in-flight 64] [--latency 200] [--only throughput|latency|cached|cost|resume] [--json]`:
 * the judging stage as a run has it (votes, cache, budget, pacing, retries, AI SDK, guarded fetch, SQLite) against the
 * Anthropic simulator in a process of its own.
 */
export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      votes: { type: 'string', default: '6000' },
      'in-flight': { type: 'string', default: '64' },
      latency: { type: 'string', default: '200' },
      only: { type: 'string' },
    },
  })
  const load = {
    votes: Number(values.votes),
    inFlight: Number(values['in-flight']),
    latencyMs: Number(values.latency),
  }
  const parts = PARTS.filter(part => values.only === undefined || part === values.only)
  if (parts.length === 0) throw new Error(`--only is one of ${PARTS.join(', ')}`)
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-judge-'))
  try {
    let result: BenchResult = { load }
    for (const part of parts) result = { ...result, ...(await MEASURES[part](folder, load)) }
    return result
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const MEASURES: { readonly [part in Part]: (folder: string, load: Load) => Promise<BenchResult> } = {
  async throughput(folder, load) {
    await measureThroughput(folder, { ...load, votes: WARMING_VOTES })
    const rows = [
      await measureThroughput(folder, { ...load, votes: Math.round(load.votes / SMALLER) }),
      await measureThroughput(folder, load),
    ]
    return { throughput: rows, throughputTargets: throughputTargets(rows) }
  },
  latency: async (folder, load) => ({
    addedPerCall: await measureAddedLatency(folder, { ...load, votes: Math.round(load.votes / SMALLER) }),
  }),
  cached: async (folder, { inFlight }) => ({
    cached: await measureCachedVotes(folder, { votes: CACHED_VOTES, inFlight }),
  }),
  async cost(folder, { inFlight }) {
    let result: BenchResult = {}
    for (const { name, ...candidate } of CANDIDATES)
      result = { ...result, [name]: await measureCost(folder, inFlight, candidate) }
    return result
  },
  resume: async (folder, load) => ({
    resume: await measureResume(folder, { ...load, votes: RESUMED_VOTES }),
  }),
}

function throughputTargets(rows: readonly ThroughputRow[]) {
  const [few, many] = [rows[0], rows.at(-1)]
  if (few === undefined || many === undefined) throw new Error('nothing was measured')
  const more = many.votes - few.votes
  return {
    'ratio at most 1.10': many.ratio <= 1.1,
    'peak below 300 MB': many.peakRssMb < 300,
    peakGrowthMb: many.peakRssMb - few.peakRssMb,
    heldKbPerFurtherVote: round(((many.heldMb - few.heldMb) * 1024) / more, 2),
  }
}
