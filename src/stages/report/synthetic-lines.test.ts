import { describe, expect, it } from 'vitest'
import type { SyntheticReport } from '../../records/synthetic.ts'
import { syntheticLines } from './synthetic-lines.ts'

const REPORT: SyntheticReport = {
  requests: 1200,
  exemplars: 590,
  holdout: 610,
  reworded: 0,
  runLength: 8,
  sharedRuns: 0,
  withheldWords: 3,
  nearestRatio: 0.98,
  membership: { area: 0.52, interval: [0.48, 0.56], exemplars: 400, holdout: 400 },
  strata: { distance: 0.04, own: 0.95, parts: [{ name: 'c01', real: 0.5, synthetic: 0.46 }] },
  embedding: { discrepancy: 0.01, realHalves: 0.0001, pValue: 0.005, requests: 250 },
  tools: { distance: 0, parts: [{ name: 'get_order', real: 0.5, synthetic: 0.5 }] },
  tiers: { distance: 0, parts: [] },
  failures: null,
  flagged: { reported: 3, reproduced: 1, notReproduced: 1, unverifiable: 1 },
}

describe('syntheticLines', () => {
  it('says nothing where real requests were replayed', () => {
    expect(syntheticLines(undefined)).toEqual([])
  })

  it('says what was lost and what was given away', () => {
    expect(syntheticLines(REPORT)).toMatchInlineSnapshot(`
      [
        "1,200 synthetic requests stand for as many real ones, made of 590 of them; 610 gave no template",
        "runs of 8 words shared with a real trace: 0; words withheld from live answers: 3",
        "membership: the nearest synthetic request tells a trace that gave a template from one that gave none with area 0.520 [0.480, 0.560] (.5 is chance); nearest-neighbour ratio 0.98 (1 is none)",
        "strata by the assignment rule: 4.0% of the traffic stands elsewhere (c01 50.0% -> 46.0%); 95.0% of the synthetic requests are assigned to their own stratum",
        "embeddings: mean discrepancy 0.0100 from the real ones (two halves of those: 0.0001; p 0.005 on 250 requests each)",
        "tools called: 0.0% of the traffic stands elsewhere",
        "lengths of runs: 0.0% of the traffic stands elsewhere",
        "reported failures: 3; 1 came back on a synthetic twin, 1 did not, 1 show nothing a rule can verify",
      ]
    `)
  })

  it('warns when more can be guessed of the templates than chance allows', () => {
    const membership = { area: 0.7, interval: [0.62, 0.78], exemplars: 80, holdout: 80 } as const
    expect(syntheticLines({ ...REPORT, membership }).join()).toContain('WARNING')
    expect(syntheticLines(REPORT).join()).not.toContain('WARNING')
  })

  it('says so when there were too few traces to measure what is given away', () => {
    expect(syntheticLines({ ...REPORT, membership: null }).join()).toContain('membership: not measured')
  })
})
