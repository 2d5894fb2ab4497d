import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { embeddedSet } from '../../bench/strata/embedded-set.ts'
import { scoreStrata } from '../../bench/strata/metrics.ts'
import { labelsOf, residualLabels } from '../../bench/strata/rows.ts'
import { labelledSet, type SetName } from '../../bench/strata/sets.ts'
import { createKernel } from '../../src/stages/stratify/kernel/create-kernel.ts'
import { type StratifyOptions, stratify } from '../../src/stages/stratify/stratify.ts'
import { dataFolder } from './data-folder.ts'

const DEFAULT: StratifyOptions = {
  algorithm: 'hdbscan',
  space: 'spectral',
  minClusterSize: 15,
  minSamples: 6,
}

const kernel = createKernel({ threads: 1 })

afterAll(() => kernel.close())

async function scoresOf(name: SetName, changes: Partial<StratifyOptions> = {}) {
  const embedded = await embeddedSet(
    labelledSet(name, dataFolder()),
    join(tmpdir(), 'tidegate-bench', 'strata'),
  )
  const { embeddings, intents, set } = embedded
  const strata = await stratify(embeddings, intents, { ...DEFAULT, ...changes }, kernel)
  const truth = set.requests.map(({ intent }) => intent)
  return {
    scores: scoreStrata(labelsOf(strata, embeddings), truth),
    residual: scoreStrata(residualLabels(strata, embeddings), truth),
  }
}

/** Floors stand a few hundredths below what was measured; `npm run bench -- strata` prints the whole table. */
describe('strata of real requests', () => {
  it.each([
    { name: 'clinc_few', size: 1404, variance: 0.89, coverage: 0.91, information: 0.8 },
    { name: 'dstc_ins', size: 913, variance: 0.77, coverage: 0.91, information: 0.8 },
    { name: 'dstc_bank', size: 407, variance: 0.54, coverage: 0.91, information: 0.75 },
  ] as const)('of $name follow the intents people gave', async ({ name, size, ...floors }) => {
    expect(labelledSet(name, dataFolder()).requests).toHaveLength(size)
    const { scores, residual } = await scoresOf(name)
    expect(residual.explainedVariance).toBeGreaterThan(floors.variance)
    expect(scores.inScopeCoverage).toBeGreaterThan(floors.coverage)
    expect(scores.nonNoiseNmi).toBeGreaterThan(floors.information)
  })

  it('leaves requests out of scope in noise, and far fewer of the others than HDBSCAN on the vectors', async () => {
    const { scores } = await scoresOf('clinc_few')
    const plain = await scoresOf('clinc_few', { space: 'embedding', voteNoise: false })
    expect(scores.outOfScopeInNoise).toBeGreaterThan(0.8)
    expect(scores.inScopeCoverage).toBeGreaterThan(plain.scores.inScopeCoverage + 0.1)
    expect(scores.explainedVariance).toBeGreaterThan(plain.scores.explainedVariance + 0.1)
  })
})
