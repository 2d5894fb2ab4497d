/**
 * `npm run bench -- coverage [--replications N] [--looks N] [--json]`: how often the gate's 95% intervals hold the truth
 * and how often its verdicts are wrong, through the gate's own code; then after how many questions a judge that is asked
 * in looks stops. Seeded: the same figures on every machine.
 */
import { parseArgs } from 'node:util'
import type { CoverageResult, CoverageSpec } from './coverage/replication.ts'
import { type BenchResult, createClock } from './machine.ts'
import { replicate } from './parallel/replicate.ts'

/** Of the statistics note: mean number of judged pairs in table 3.1, standard deviation .35, at most 2,000. */
const PUBLISHED_STOPS: readonly (readonly [delta: number, asked: number])[] = [
  [-0.06, 369],
  [-0.04, 630],
  [-0.02, 1_356],
  [0, 1_440],
  [0.02, 863],
]

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      replications: { type: 'string', default: '4000' },
      looks: { type: 'string', default: '1000' },
    },
  })
  const [replications, looked] = [Number(values.replications), Number(values.looks)]
  const clock = createClock()
  const intervals: unknown[] = []
  for (const name of ['rare', 'sessions', 'half-net'] as const) {
    for (const n of [2_000, 500, 200]) {
      const results = await replicated({ name, n }, replications)
      intervals.push({ differences: name, n, coverage: shareOf(results, ({ isCovered }) => isCovered) })
    }
  }
  const verdicts: unknown[] = []
  for (const delta of [-0.04, -0.02, 0, 0.02]) {
    for (const n of [2_000, 500]) {
      const results = await replicated({ name: 'half-net', n, delta }, replications)
      const [pass, fail] = (['PASS', 'FAIL'] as const).map(each =>
        shareOf(results, ({ verdict }) => verdict === each),
      )
      verdicts.push({ delta, n, pass, fail })
    }
  }
  const stops: unknown[] = []
  for (const [delta, published] of PUBLISHED_STOPS) {
    const spec: CoverageSpec = { name: 'half-net', n: 2_000, delta, isInLooks: true }
    const results = await replicated(spec, looked)
    const asked = results.reduce((sum, { inLooks }) => sum + (inLooks?.asked ?? 0), 0) / looked
    const [pass, fail] = (['PASS', 'FAIL'] as const).map(each =>
      shareOf(results, ({ inLooks }) => inLooks?.ended === each),
    )
    stops.push({ delta, pass, fail, asked: Math.round(asked), published })
  }
  return { replications, looked, ...clock(), intervals, verdicts, stops }
}

function replicated(spec: CoverageSpec, replications: number): Promise<readonly CoverageResult[]> {
  const module = new URL('coverage/replication.ts', import.meta.url)
  return replicate(module, spec, { replications, seed: `coverage ${JSON.stringify(spec)}` })
}

function shareOf(results: readonly CoverageResult[], isCounted: (result: CoverageResult) => boolean): number {
  return results.filter(isCounted).length / results.length
}
