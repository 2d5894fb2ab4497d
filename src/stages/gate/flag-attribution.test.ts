import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, type JudgedPairSpec } from '../../testing/judged-pair-builder.ts'
import { createRepeat, decided } from './__fixtures__/pairs.ts'

const repeat = createRepeat()

const on = { flags: { checkout_v2: 'on' } }
const off = { flags: { checkout_v2: 'off' } }
const lost = { structured: [1, 0] } as const
const tied = { structured: [1, 1] } as const
const quiet = repeat(1000, { stratum: 'other', flags: { checkout_v2: 'off' }, ...tied })

function flagLines(pairs: readonly JudgedPair[]): readonly string[] {
  return decided(pairs).reasons.filter(reason => reason.startsWith('The regression'))
}

describe('flagAttribution', () => {
  it('says which flag state carries the losses, with the counts on both sides', () => {
    const pairs = [
      ...repeat(14, { stratum: 'refunds', ...on, ...lost }),
      ...repeat(61, { stratum: 'refunds', ...on, ...tied }),
      ...repeat(1, { stratum: 'refunds', ...off, ...lost }),
      ...repeat(74, { stratum: 'refunds', ...off, ...tied }),
      ...quiet,
    ]
    const { outcome, reasons, flagAttribution } = decided(pairs)
    expect(outcome).toBe('FAIL')
    expect(reasons[0]).toContain('Slice cluster "label refunds"')
    expect(flagLines(pairs)).toEqual([
      'The regression sits in traffic with checkout_v2=on: 14 of 15 losses in 75 pairs with it, where 7.5 would be expected (adjusted p = 0.00055); elsewhere 1 in 75 pairs, no regression.',
    ])
    // Fisher's exact p of 14 of 15 in half of 150, doubled because both states are tested.
    expect(flagAttribution?.[0]).toMatchObject({
      subject: 'losses',
      flag: 'checkout_v2',
      state: 'on',
      pairs: 75,
      won: 0,
      lost: 14,
      elsewhere: { pairs: 75, won: 0, lost: 1 },
      pValue: expect.closeTo(0.0002729775355427698, 12),
      adjustedPValue: expect.closeTo(2 * 0.0002729775355427698, 12),
      finding: 'carrier',
    })
  })

  it('names the flag of a failure mode that grew behind it', () => {
    const cut = { ...lost, candidateModes: ['truncated-tool-call'] } as const
    const lines = flagLines([
      ...repeat(20, { tier: 'multi-step', ...on, ...cut }),
      ...repeat(200, { tier: 'multi-step', ...on, ...tied }),
      ...repeat(200, { tier: 'multi-step', ...off, ...tied }),
    ])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/checkout_v2=on: 20 of 20 (losses|new cases of truncated-tool-call)/)
  })

  it('is silent where both states lose alike', () => {
    const pairs = [
      ...repeat(9, { stratum: 'refunds', ...on, ...lost }),
      ...repeat(66, { stratum: 'refunds', ...on, ...tied }),
      ...repeat(7, { stratum: 'refunds', ...off, ...lost }),
      ...repeat(68, { stratum: 'refunds', ...off, ...tied }),
      ...quiet,
    ]
    const { outcome, flagAttribution } = decided(pairs)
    expect(outcome).toBe('FAIL')
    expect(flagAttribution?.map(({ finding }) => finding)).toEqual(['none', 'none'])
    expect(flagLines(pairs)).toEqual([])
  })

  it('does not blame a flag that only the losing requests have: the intent explains as much', () => {
    const pairs = [
      ...repeat(15, { stratum: 'refunds', ...on, ...lost }),
      ...repeat(60, { stratum: 'refunds', ...on, ...tied }),
      ...quiet,
    ]
    expect(decided(pairs).outcome).toBe('FAIL')
    expect(flagLines(pairs)).toEqual([])
  })

  it('says so when the rest regressed, too, only less', () => {
    const lines = flagLines([
      ...repeat(60, { ...on, ...lost }),
      ...repeat(240, { ...on, ...tied }),
      ...repeat(20, { ...off, ...lost }),
      ...repeat(280, { ...off, ...tied }),
    ])
    expect(lines).toEqual([expect.stringMatching(/^The regression is worse in traffic with checkout_v2=on/)])
  })

  it('tells a state from traces that do not name the flag', () => {
    const lines = flagLines([
      ...repeat(20, { flags: { beta: 'yes' }, ...lost }),
      ...repeat(80, { flags: { beta: 'yes' }, ...tied }),
      ...repeat(300, tied),
    ])
    expect(lines[0]).toContain('beta=yes: 20 of 20 losses')
  })

  it('has nothing to say without a regression, a flag, or a second state', () => {
    const regressed = (flags: JudgedPairSpec['flags'] = {}) => [
      ...repeat(40, { flags, ...lost }),
      ...repeat(60, { flags, ...tied }),
    ]
    expect('flagAttribution' in decided([...repeat(200, { ...on, ...tied }), ...quiet])).toBe(false)
    expect('flagAttribution' in decided(regressed())).toBe(false)
    expect('flagAttribution' in decided(regressed(on.flags))).toBe(false)
  })

  it('names a flag in at most 1% of regressions that no flag carries, over three flags together', () => {
    const rng = createRng('flags')
    let named = 0
    const runs = 200
    for (let run = 0; run < runs; run += 1) {
      const pairs = Array.from({ length: 300 }, (_, index) =>
        buildJudgedPair({
          id: `r${index}`,
          stratum: index % 3 === 0 ? 'a' : 'b',
          flags: Object.fromEntries(
            ['one', 'two', 'three'].map(flag => [flag, rng.nextFloat() < 0.3 ? 'on' : 'off']),
          ),
          structured: rng.nextFloat() < 0.15 ? [1, 0] : [1, 1],
        }),
      )
      if (flagLines(pairs).length > 0) named += 1
    }
    // 1% of 200 is 2; 7 or more would happen once in 200 times at exactly 1%, and the exact test stays below that.
    expect(named).toBeLessThan(7)
  })
})
