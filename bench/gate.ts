/**
 * `npm run bench -- gate [--n N] [--runs R]`: seconds that the gate takes from judged pairs to the decision, all
 * endpoints and every slice, on N generated pairs (100,000). Median of R runs after two to warm up.
 */
import { parseArgs } from 'node:util'
import { decide } from '../src/stages/gate/decide.ts'
import { DEFAULT_GATE_POLICY } from '../src/stages/gate/gate-policy.ts'
import { generatePairs } from './gate-support/generate-pairs.ts'
import { type BenchResult, createClock, median } from './machine.ts'

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { n: { type: 'string', default: '100000' }, runs: { type: 'string', default: '9' } },
  })
  const [n, runs] = [Number(values.n), Number(values.runs)]
  const { pairs, sample, strata } = generatePairs(n)
  const seconds: number[] = []
  const cpuSeconds: number[] = []
  let findings = 0
  for (let run = -2; run < runs; run += 1) {
    const clock = createClock()
    const { gates } = decide(pairs, sample, strata, DEFAULT_GATE_POLICY)
    const used = clock()
    findings = gates.slices.findings.length
    if (run < 0) continue
    seconds.push(used.seconds)
    cpuSeconds.push(used.cpuSeconds)
  }
  return {
    pairs: n,
    strata: strata.strata.length,
    slices: findings,
    runs,
    seconds: Number(median(seconds).toFixed(3)),
    slowest: Number(Math.max(...seconds).toFixed(3)),
    cpuSeconds: Number(median(cpuSeconds).toFixed(3)),
  }
}
