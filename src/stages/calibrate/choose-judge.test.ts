import { describe, expect, it } from 'vitest'
import type { PriceTable } from '../../models/prices/price-table.ts'
import { calibrationOf } from './__fixtures__/labelled.ts'
import { type ChooseJudgeOptions, chooseJudge, type JudgeCandidate } from './choose-judge.ts'
import { DEFAULT_ELIGIBILITY } from './eligibility-of.ts'

function candidate(provider: string, model: string): JudgeCandidate {
  const identity = { judge: `${provider}/${model}`, rubricHash: 'rubric-1', settings: '{}' }
  return { name: model, provider, model, identity }
}

const GPT = candidate('openai', 'gpt-judge')
const GEMINI = candidate('google', 'gemini-judge')
const CLAUDE = candidate('anthropic', 'claude-judge')
const ALL = [GPT, GEMINI, CLAUDE]

/** By provider: pico-dollars of an input token; output costs five times as much. */
function pricesOf(inputs: { readonly [provider: string]: number }): PriceTable {
  return {
    asOf: '2026-11-23',
    rows: ALL.map(({ provider, model }) => ({
      provider,
      model,
      aliases: [],
      effectiveFromMs: 0,
      effectiveToMs: undefined,
      tiers: [
        {
          maxInputTokens: undefined,
          inputPicoUsd: inputs[provider] ?? 0,
          outputPicoUsd: 5 * (inputs[provider] ?? 0),
          cacheReadPicoUsd: undefined,
          cacheWritePicoUsd: {},
        },
      ],
      modes: {},
      source: 'test',
    })),
  }
}

const OPTIONS: ChooseJudgeOptions = {
  calibrations: ALL.map(({ identity }) => calibrationOf(270, 30, identity)),
  thresholds: DEFAULT_ELIGIBILITY,
  prices: pricesOf({ openai: 100, google: 200, anthropic: 300 }),
  mode: 'standard',
  expected: { inputTokens: 1_000, prefixTokens: 500, cacheReadProbability: 0.5, p95OutputTokens: 200 },
  votes: { method: 'adaptive', runs: 3 },
  fallbackOrder: [],
  sides: [{ side: 'candidate', model: 'llama-3.3-70b' }],
  allowSameFamily: false,
  nowMs: 0,
}

function choose(overrides: Partial<ChooseJudgeOptions> = {}, candidates = ALL) {
  return chooseJudge(candidates, { ...OPTIONS, ...overrides })
}

function chosenName(overrides: Partial<ChooseJudgeOptions> = {}): string | undefined {
  const choice = choose(overrides)
  return choice.kind === 'chosen' ? choice.judge.name : undefined
}

describe('the choice of a judge', () => {
  it('is the cheapest eligible one at the prices of the moment: two prices change places, and so do the judges', () => {
    expect(chosenName()).toBe('gpt-judge')
    expect(chosenName({ prices: pricesOf({ openai: 200, google: 100, anthropic: 300 }) })).toBe(
      'gemini-judge',
    )
  })

  it('takes agreement before price', () => {
    const calibrations = [calibrationOf(180, 120, GPT.identity), ...OPTIONS.calibrations.slice(1)]
    const choice = choose({ calibrations })
    expect(choice).toMatchObject({ kind: 'chosen', judge: { name: 'gemini-judge' } })
    expect(choice.refused.map(({ name }) => name)).toEqual(['gpt-judge'])
    expect(choice.refused[0]?.reasons[0]).toMatch(/at least 0\.6 is needed/)
  })

  it('counts how often a judge has to be asked: a third vote and an unreadable answer cost as much as any other', () => {
    const [gpt = OPTIONS.calibrations[0], ...others] = OPTIONS.calibrations
    if (gpt === undefined) throw new Error('no calibration')
    const { flips, votes } = gpt.overall
    const prices = pricesOf({ openai: 190, google: 200, anthropic: 300 })
    const flipping = { ...gpt, overall: { ...gpt.overall, flips: { ...flips, rate: 0.3 } } }
    const silent = { ...gpt, overall: { ...gpt.overall, votes: { ...votes, unreadable: 60 } } }
    expect(chosenName({ prices })).toBe('gpt-judge')
    expect(chosenName({ prices, calibrations: [flipping, ...others] })).toBe('gemini-judge')
    expect(chosenName({ prices, calibrations: [silent, ...others] })).toBe('gemini-judge')
  })

  it('refuses with every reason when nobody is eligible', () => {
    const calibrations = [calibrationOf(90, 10, GPT.identity), calibrationOf(270, 30, GEMINI.identity)]
    const prices = {
      ...OPTIONS.prices,
      rows: OPTIONS.prices.rows.filter(({ provider }) => provider !== 'google'),
    }
    const choice = choose({ calibrations, prices })
    expect(choice.kind).toBe('refused')
    expect(choice.refused).toEqual([
      { name: 'gpt-judge', reasons: ['It voted on 100 labelled pairs; at least 200 are needed.'] },
      { name: 'gemini-judge', reasons: ['What it costs is not known, or none of its votes was readable.'] },
      { name: 'claude-judge', reasons: ['It was never calibrated; `tidegate calibrate` does it.'] },
    ])
  })

  it('looks for a calibration of this very rubric, however old others are, and says what changed when there is none', () => {
    const changed = { ...GPT.identity, rubricHash: 'rubric-0' }
    const newer = calibrationOf(270, 30, changed, 5)
    expect(chosenName({ calibrations: [newer, ...OPTIONS.calibrations] })).toBe('gpt-judge')
    expect(choose({ calibrations: [newer] }).refused[0]?.reasons).toEqual([
      'Its rubric changed since the calibration.',
    ])
  })
})

describe('families', () => {
  const sides = [
    { side: 'candidate', model: 'ft:gpt-4.1:us' },
    { side: 'baseline', model: 'google/gemini-3-pro' },
  ] as const

  it('of the sides judge nothing', () => {
    const choice = choose({ sides })
    expect(choice).toMatchObject({ kind: 'chosen', judge: { name: 'claude-judge', isSameFamily: false } })
    expect(choice.refused.map(({ reasons }) => reasons[0])).toEqual([
      'It is of the family of the candidate, ft:gpt-4.1:us.',
      'It is of the family of the baseline, google/gemini-3-pro.',
    ])
  })

  it('may judge where the config allows it, checked by the cheapest judge of another family', () => {
    const choice = choose({ sides, allowSameFamily: true })
    expect(choice).toMatchObject({
      kind: 'chosen',
      judge: { name: 'gpt-judge', isSameFamily: true },
      checkedBy: { name: 'claude-judge' },
    })
    expect(choose()).toMatchObject({ judge: { isSameFamily: false }, checkedBy: undefined })
  })

  it('may not even then when nobody can check them', () => {
    const choice = choose({ sides, allowSameFamily: true }, [GPT, GEMINI])
    expect(choice.kind).toBe('refused')
    expect(choice.refused.map(({ reasons }) => reasons)).toEqual([
      ['It is of the family of a side, and no judge of another family is eligible to check it.'],
      ['It is of the family of a side, and no judge of another family is eligible to check it.'],
    ])
  })

  it('that nobody can tell from the names are a warning', () => {
    expect(choose({ sides: [{ side: 'candidate', model: 'our-model' }] }).warnings).toEqual([
      'Whether gpt-judge, gemini-judge, claude-judge and the candidate, our-model, are of one family cannot be told from their names.',
    ])
    expect(choose({ sides: [{ side: 'baseline', model: undefined }] }).warnings).toEqual([
      'Which model answered as the baseline is not known: a judge of its family cannot be told apart.',
    ])
  })
})

describe('the fallback order', () => {
  it('names who takes over, in its own order and not by price', () => {
    const choice = choose({ fallbackOrder: ['anthropic', 'openai', 'google'] })
    expect(choice.kind === 'chosen' ? choice.fallbacks.map(({ name }) => name) : []).toEqual([
      'claude-judge',
      'gemini-judge',
    ])
  })

  it('decides between equal prices', () => {
    const prices = pricesOf({ openai: 100, google: 100, anthropic: 100 })
    expect(chosenName({ prices, fallbackOrder: ['google', 'openai'] })).toBe('gemini-judge')
    expect(chosenName({ prices })).toBe('claude-judge')
  })

  it('warns of a provider without a model', () => {
    expect(choose({ fallbackOrder: ['openai', 'mistral'] }).warnings).toEqual([
      '`fallback_order` names mistral, and `models.judges` has no model of it.',
    ])
  })
})
