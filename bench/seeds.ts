import { parseArgs } from 'node:util'
import type { SimulatedCandidate } from '../src/simulate/simulate-week.ts'
import { type BenchResult, machineOf } from './machine.ts'
import { replicate } from './parallel/replicate.ts'
import type { SeedResult, SeedSpec } from './seeds/replication.ts'

const CANDIDATES: readonly SimulatedCandidate[] = ['healthy', 'truncating']

/**
 * `npm run bench -- seeds [--replications N] [--json]`: how often the demo's week passes a candidate that is as good as
 * production, and fails one that truncates tool calls, over as many seeds.
 */
export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { replications: { type: 'string', default: '100' }, candidate: { type: 'string' } },
  })
  const replications = Number(values.replications)
  const startedAt = performance.now()
  const rows: unknown[] = []
  for (const candidate of CANDIDATES) {
    if (values.candidate !== undefined && values.candidate !== candidate) continue
    const results = await replicate<SeedSpec, SeedResult>(
      new URL('seeds/replication.ts', import.meta.url),
      { candidate },
      { replications, seed: 'week' },
    )
    rows.push(rowOf(candidate, results))
  }
  return { machine: machineOf(), replications, seconds: (performance.now() - startedAt) / 1000, rows }
}

function rowOf(candidate: string, results: readonly SeedResult[]) {
  const gatesThat = (verdict: string) => {
    const counts: Record<string, number> = {}
    for (const { gates } of results)
      for (const [gate, said] of Object.entries(gates))
        if (said === verdict) counts[gate] = (counts[gate] ?? 0) + 1
    return counts
  }
  const noise = results.map(each => each.noiseShare).toSorted((a, b) => a - b)
  return {
    candidate,
    PASS: results.filter(each => each.outcome === 'PASS').length,
    FAIL: results.filter(each => each.outcome === 'FAIL').length,
    INCONCLUSIVE: results.filter(each => each.outcome === 'INCONCLUSIVE').length,
    failedBy: gatesThat('FAIL'),
    undecidedBy: gatesThat('INCONCLUSIVE'),
    medianNoiseShare: noise[Math.floor(noise.length / 2)],
  }
}
