import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import type { AlphaPlan, ParentRun } from '../records/alpha-plan.ts'
import type { RunId } from '../records/ids.ts'
import { alphaPlanFor, alphaSentences } from './extend-run.ts'

async function configOf(
  targetSize: number,
  extendTo: number | undefined,
  comparedCandidates?: number,
): Promise<Config> {
  const sampling = `target_size: ${targetSize}${extendTo === undefined ? '' : `, extend_to: ${extendTo}`}`
  const text = `source: /a.jsonl\ncandidate: /b.jsonl\nevaluation_pipeline:\n  sampling: { ${sampling} }\n`
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from(text),
    env: {},
    cwd: '/',
  })
  return { ...config, comparedCandidates }
}

function parentOf(plan: AlphaPlan, outcome = 'INCONCLUSIVE'): ParentRun {
  return {
    runId: `run-${plan.targetSize}` as RunId,
    configHash: 'hash',
    outcome,
    size: plan.targetSize,
    sampleDigest: 'digest',
    judgedBy: 'judge',
    plan,
  }
}

/** The plans of runs of these sizes, each an extension of the one before. */
async function chainOf(
  sizes: readonly number[],
  extendTo: number | undefined,
  candidates?: number,
): Promise<readonly AlphaPlan[]> {
  const plans: AlphaPlan[] = []
  for (const size of sizes) {
    const last = plans.at(-1)
    plans.push(
      alphaPlanFor(
        await configOf(size, extendTo, candidates),
        last === undefined ? undefined : parentOf(last),
      ),
    )
  }
  return plans
}

const HALF = Math.log1p((Math.E - 1) / 2)

describe('alphaPlanFor', () => {
  it('gives a single candidate what was announced, and the extension the rest', async () => {
    const [first, second] = await chainOf([1000, 2000], 2000)
    expect(first?.share.pass).toBeCloseTo(HALF, 9)
    expect(second?.share.pass).toBeCloseTo(1 - HALF, 9)
    expect(second?.earlier).toEqual([
      { runId: 'run-1000', targetSize: 1000, share: { pass: first?.share.pass, fail: first?.share.fail } },
    ])
  })

  it.each([
    [2, 1000],
    [3, 2000],
    [7, 4000],
  ])('%i candidates together spend at every size what one would spend', async (candidates, extendTo) => {
    const sizes = [500, 1000, 2000, 4000]
    const alone = await chainOf(sizes, extendTo)
    const compared = await chainOf(sizes, extendTo, candidates)
    for (const [index, plan] of compared.entries()) {
      const { pass, fail } = alone[index]?.share ?? { pass: Number.NaN, fail: Number.NaN }
      expect(plan.share.pass * candidates).toBeCloseTo(pass, 9)
      expect(plan.share.fail * candidates).toBeCloseTo(fail, 9)
    }
    expect(compared.at(-1)?.earlier.map(({ share }) => share.pass)).toEqual(
      alone.slice(0, 3).map(({ share }) => expect.closeTo(share.pass, 9)),
    )
  })

  it('leaves several candidates nothing for a PASS that was not announced, and a third of a FAIL', async () => {
    const [, second] = await chainOf([1000, 2000], undefined, 3)
    expect(second?.share.pass).toBe(0)
    expect(second?.share.fail).toBeCloseTo(1 / 9, 12)
    expect(second?.earlier[0]?.share).toEqual({ pass: 1, fail: 1 })
  })
})

describe('alphaSentences', () => {
  it('says nothing of a run that stands alone', async () => {
    const [whole] = await chainOf([2000], undefined)
    const [announced] = await chainOf([2000], 2000)
    expect(whole && alphaSentences(whole, undefined)).toEqual([])
    expect(announced && alphaSentences(announced, undefined)).toEqual([])
  })

  it('says what is kept for an extension, and of several candidates what each may use', async () => {
    const [first] = await chainOf([1000], 2000, 3)
    expect(first && alphaSentences(first, undefined)).toEqual([
      'One of 3 candidates: this run alone may use 20.7% of the error rates; the comparison decides over all of them.',
      expect.stringContaining('kept for an extension to 2000 traces'),
    ])
  })

  it('names the run that is extended, what was spent, and a verdict that stands', async () => {
    const [first, second] = await chainOf([1000, 2000], undefined)
    if (first === undefined || second === undefined) throw new Error('expected two plans')
    const [spent, stands, nothing] = alphaSentences(second, parentOf(first, 'PASS'))
    expect(spent).toBe(
      'Extends run-1000: 100% of the error rate of a PASS was spent before, 0% is used here; a FAIL is held to 33.3% of its own.',
    )
    expect(stands).toBe('run-1000 had decided PASS: this run does not take that back.')
    expect(nothing).toContain('Nothing of the error rate of a PASS is left')
    expect(alphaSentences(second, parentOf(first))).toEqual([spent, nothing])
  })
})
