import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { cohenKappa } from '../../src/numeric/agreement.ts'
import { type LabelledPair, parseLabelledPairs } from '../../src/pipeline/parse-labelled-pairs.ts'
import { parseRecordedVotes } from '../../src/pipeline/parse-recorded-votes.ts'
import { runCalibration } from '../../src/pipeline/run-calibration.ts'
import { createRedactText } from '../../src/privacy/redact-text.ts'
import type { Calibration, CalibrationFigures, PairLabel } from '../../src/records/calibration.ts'
import type { TraceId } from '../../src/records/ids.ts'
import type { VoteOrder } from '../../src/records/vote.ts'
import { DEFAULT_ELIGIBILITY, eligibilityOf } from '../../src/stages/calibrate/eligibility-of.ts'
import { passOrFail } from '../../src/stages/calibrate/pass-or-fail.ts'
import { textQuestion } from '../../src/stages/judge/__fixtures__/voting.ts'
import type { JudgeAnswer } from '../../src/stages/judge/judge-model.ts'
import type { Voter } from '../../src/stages/judge/voter.ts'
import { castVotes, type VoteMethod } from '../../src/stages/judge/votes/cast-votes.ts'
import { createRecordedVoter } from '../../src/stages/judge/votes/create-recorded-voter.ts'
import { tallyTexts } from '../../src/stages/judge/votes/tally.ts'
import { dataFolder } from './data-folder.ts'

type Gold = PairLabel | null
type Pair = {
  readonly pair_id: string
  readonly subset: string
  readonly prompt: string
  readonly response_A: string
  readonly response_B: string
  readonly gold: Gold
}
type Cast = {
  readonly pair_id: string
  readonly judge: string
  readonly order: 'AB' | 'BA'
  readonly run: number
  readonly choice: Gold
  readonly gold: Gold
}

function rowsOf<T>(file: string): readonly T[] {
  const bytes = readFileSync(join(dataFolder(), 'judges', file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

/** The folder's rows in the form of docs/calibration.md; some answers of PandaLM, `True`, are booleans there. */
function labelsOf(pairs: readonly Pair[], isSliced = false): readonly LabelledPair[] {
  const lines = pairs.map(({ pair_id: id, subset, prompt, response_A, response_B, gold }) =>
    JSON.stringify({
      id,
      prompt,
      response_a: String(response_A),
      response_b: String(response_B),
      label: gold,
      slice: isSliced ? subset : null,
    }),
  )
  return parseLabelledPairs(lines.join('\n'), 'labels').pairs
}

function votersOf(casts: readonly Cast[]) {
  const lines = casts.map(({ pair_id: id, judge, order, run, choice }) =>
    JSON.stringify({ id, judge, order, run, choice, rubric_hash: 'published', settings: 'published' }),
  )
  return parseRecordedVotes(lines.join('\n'), 'votes').map(({ identity, votes }) => ({
    identity,
    voter: createRecordedVoter({ name: identity.judge, isLanguageModel: true, votes }),
  }))
}

// Nothing is sent anywhere: what would be found in the texts is of no interest here.
const redactText = createRedactText({
  detectors: [],
  tokenKey: { id: 'k0', bytes: new Uint8Array(32) },
})
const NOW_MS = Date.UTC(2026, 10, 23)

const known = new Map<string, Promise<Calibration>>()

/** Of LLMBar, each judge's once. */
function llmbarCalibration(judge: string): Promise<Calibration> {
  const made = known.get(judge) ?? calibrationOf(llmbar, llmbarVotes, judge)
  known.set(judge, made)
  return made
}

async function calibrationOf(
  pairs: readonly LabelledPair[],
  casts: readonly Cast[],
  judge: string,
): Promise<Calibration> {
  const [own] = votersOf(casts.filter(cast => cast.judge === judge))
  if (own === undefined) throw new Error(`no votes of ${judge}`)
  const run = {
    method: 'adaptive',
    runs: 3,
    seed: '1',
    labelsHash: 'x',
    redactText,
    nowMs: () => NOW_MS,
  } as const
  return runCalibration(pairs, own, run)
}

/** Change of choice with the order, as the data's README counts it: an unreadable vote beside a readable one is one. */
function changedShare({ flips, halfReadable, items }: CalibrationFigures): number {
  return (flips.count + halfReadable) / items
}

const round = (value: number | null | undefined): string => (value ?? Number.NaN).toFixed(3)

const llmbarPairs = rowsOf<Pair>('llmbar-pairs.jsonl')
const llmbarVotes = rowsOf<Cast>('llmbar-votes.jsonl.gz')
const llmbar = labelsOf(llmbarPairs, true)

describe('LLMBar', () => {
  it.each([
    ['GPT-4/Vanilla', '0.860', '0.058', '0.508'],
    ['GPT-4/Metrics_Reference', '0.899', '0.061', '0.521'],
    ['PaLM2/Vanilla', '0.719', '0.285', '0.548'],
    ['PaLM2/CoT', '0.590', '0.525', '0.750'],
    ['ChatGPT/Vanilla', '0.405', '0.313', '0.629'],
    ['ChatGPT/Metrics_Reference', '0.511', '0.414', '0.692'],
  ])('%s: accuracy %s over both orders, flip rate %s, first position %s', async (judge, ...figures) => {
    const { overall } = await llmbarCalibration(judge)
    const { accuracy, firstPosition } = overall
    expect([accuracy.rate, changedShare(overall), firstPosition.rate].map(round)).toEqual(figures)
    expect(overall.items).toBe(326)
  })

  it('counts unreadable votes apart from votes and from what was never cast', async () => {
    const { overall } = await llmbarCalibration('PaLM2/Vanilla')
    // Every third vote that a flip would call for is not in the recording.
    expect(overall.votes).toEqual({ usable: 646, unreadable: 6, missing: 0 })
    expect(overall.verdicts).toBeNull()
  })

  it('Natural is what was published', async () => {
    const { slices } = await llmbarCalibration('GPT-4/Vanilla')
    const natural = slices.find(({ slice }) => slice === 'Natural')?.figures
    expect(natural?.items).toBe(100)
    // 95 of AB and 96 of BA right, equal on 95, of which 93 right.
    expect(natural?.accuracy).toMatchObject({ count: 191, of: 200 })
    expect(natural?.agreed).toMatchObject({ count: 93, of: 95 })
  })

  it.each([
    ['GPT-4/Vanilla', true],
    ['GPT-4/Metrics_Reference', true],
    ['ChatGPT/Vanilla', false],
    ['ChatGPT/Metrics_Reference', false],
    ['PaLM2/CoT', false],
  ])('%s may be a judge: %s', async (judge, isEligible) => {
    const calibration = await llmbarCalibration(judge)
    const { identity } = calibration
    expect(eligibilityOf(calibration, DEFAULT_ELIGIBILITY, identity, NOW_MS).isEligible).toBe(isEligible)
  })

  it('ChatGPT is refused because it is worse than chance', async () => {
    const calibration = await llmbarCalibration('ChatGPT/Vanilla')
    const { reasons } = eligibilityOf(calibration, DEFAULT_ELIGIBILITY, calibration.identity, NOW_MS)
    expect(reasons[0]).toMatch(/^weighted kappa with people is -0\.\d{3} \[-.*, -.*\]: worse than chance\.$/)
  })
})

const PROMPTS = ['Vanilla', 'CoT', 'Metrics_Reference']
const ORDERS: { readonly [order: string]: VoteOrder } = { AB: 'baseline-first', BA: 'candidate-first' }

/** Several recorded judges, each seen in one order, as the votes of one voter. */
function voterInOrder(casts: readonly Cast[], judges: readonly string[], order: 'AB' | 'BA'): Voter {
  const own = judges.flatMap((judge, run) =>
    casts
      .filter(cast => cast.judge === judge && cast.order === order)
      .map(cast => ({ ...cast, judge: 'together', run })),
  )
  const [together] = votersOf(own)
  if (together === undefined) throw new Error('no votes')
  const { voter } = together
  // The recorded voter counts the votes of each order apart.
  const inOrder = (index: number) => ({ order: ORDERS[order] as VoteOrder, index: 2 * index })
  return {
    ...voter,
    vote: async request => ({
      ...(await voter.vote({ ...request, ...inOrder(request.index) })),
      index: request.index,
    }),
  }
}

async function answersOf(
  voter: Voter,
  pairs: readonly Pair[],
  method: VoteMethod,
): Promise<readonly JudgeAnswer[]> {
  return Promise.all(
    pairs.map(async ({ pair_id }) => {
      const question = { kind: 'texts', ...textQuestion({}, pair_id as TraceId) } as const
      return tallyTexts(await castVotes(question, { voter, method, runs: 3, seed: '1' }))
    }),
  )
}

function chosen(answer: JudgeAnswer | undefined): Gold {
  if (answer?.kind !== 'scored' || answer.isUnresolved === true) return null
  return ({ 0: 'A', 0.5: 'tie', 1: 'B' } as const)[answer.candidateScore] ?? null
}

function accuracyOf(answers: readonly JudgeAnswer[], pairs: readonly Pair[]): string {
  return round(pairs.filter(({ gold }, index) => chosen(answers[index]) === gold).length / pairs.length)
}

/** What of an answer decides anything. */
function decision(answer: JudgeAnswer): unknown {
  return answer.kind === 'scored' ? [answer.candidateScore, answer.isUnresolved ?? false] : answer.kind
}

describe('majority of three', () => {
  it.each([
    ['GPT-4', '0.862', '0.883', ['0.850', '0.828', '0.890']],
    ['PaLM2', '0.715', '0.755', ['0.693', '0.580', '0.770']],
    ['ChatGPT', '0.433', '0.420', ['0.414', '0.396', '0.509']],
  ] as const)('%s on LLMBar: %s in order AB, %s in order BA', async (family, ab, ba, singles) => {
    const judges = PROMPTS.map(prompt => `${family}/${prompt}`)
    for (const [order, expected] of [
      ['AB', ab],
      ['BA', ba],
    ] as const) {
      const answers = await answersOf(voterInOrder(llmbarVotes, judges, order), llmbarPairs, 'all')
      expect(accuracyOf(answers, llmbarPairs)).toBe(expected)
    }
    for (const [index, judge] of judges.entries()) {
      const voter = voterInOrder(llmbarVotes, [judge, judge, judge], 'AB')
      const answers = await answersOf(voter, llmbarPairs, 'all')
      expect(accuracyOf(answers, llmbarPairs)).toBe(singles[index])
    }
  })

  it.each(['GPT-4', 'PaLM2', 'ChatGPT'])(
    'of %s is what an adaptive third vote gives, on every item, with fewer votes',
    async family => {
      const judges = PROMPTS.map(prompt => `${family}/${prompt}`)
      for (const order of ['AB', 'BA'] as const) {
        const voter = voterInOrder(llmbarVotes, judges, order)
        const all = await answersOf(voter, llmbarPairs, 'all')
        const adaptive = await answersOf(voter, llmbarPairs, 'adaptive')
        expect(adaptive.map(decision)).toEqual(all.map(decision))
        const cast = adaptive.reduce((sum, { votes = [] }) => sum + votes.length, 0)
        expect(cast).toBeLessThan(3 * llmbarPairs.length)
        expect(cast).toBeGreaterThan(2 * llmbarPairs.length)
      }
    },
  )
})

describe('JudgeBench', () => {
  const rows = rowsOf<Pair>('judgebench-pairs.jsonl.gz')
  const pairs = labelsOf(rows)
  const votes = rowsOf<Cast>('judgebench-votes.jsonl')

  it('o1-mini: accuracy 0.727, flips 0.314, right on 0.864 of the 67.1% where both orders agree, 44 ties', async () => {
    const { overall } = await calibrationOf(pairs, votes, 'o1-mini-2024-09-12/arena_hard')
    expect(overall.items).toBe(350)
    expect([overall.accuracy.rate, overall.flips.rate, overall.agreed.rate].map(round)).toEqual([
      '0.727',
      '0.314',
      '0.864',
    ])
    expect(round(overall.agreed.of / overall.items)).toBe('0.671')
    expect(overall.agreement.confusion.reduce((sum, row) => sum + (row[1] ?? 0), 0)).toBe(44)
    expect(overall.votes).toEqual({ usable: 700, unreadable: 0, missing: 0 })
  })

  it.each([
    ['Skywork/Skywork-Reward-Gemma-2-27B', '0.643'],
    ['internlm/internlm2-20b-reward', '0.634'],
    ['Ray2333/GRM-Gemma-2B-rewardmodel-ft', '0.594'],
  ])('%s: accuracy %s in order AB', async (judge, expected) => {
    const calibration = await calibrationOf(
      pairs,
      votes.filter(({ order }) => order === 'AB'),
      judge,
    )
    const { accuracy, votes: counted, flips } = calibration.overall
    expect(round(accuracy.rate)).toBe(expected)
    expect(counted).toEqual({ usable: 350, unreadable: 0, missing: 350 })
    expect(flips).toEqual({ count: 0, of: 0, rate: null, interval: null })
  })
})

describe('PandaLM', () => {
  const rows = rowsOf<Pair>('pandalm-pairs.jsonl')
  const pairs = labelsOf(rows)
  const votes = rowsOf<Cast>('pandalm-votes.jsonl')
  const people = [1, 2, 3].map(number => `human/annotator${number}`)

  it.each([
    ['gpt-3.5-turbo', '0.684', 8],
    ['pandalm-7b', '0.658', 0],
  ])('%s: accuracy %s, %i unreadable', async (judge, expected, unreadable) => {
    const { overall } = await calibrationOf(pairs, votes, judge)
    expect(round(overall.accuracy.rate)).toBe(expected)
    expect(overall.votes).toEqual({ usable: 468 - unreadable, unreadable, missing: 468 })
  })

  it.each([
    [1, 2, '0.891'],
    [1, 3, '0.881'],
    [2, 3, '0.863'],
  ])('annotators %i and %i: kappa %s', async (one, other, expected) => {
    const labels = new Map(
      votes
        .filter(({ judge }) => judge === `human/annotator${one}`)
        .map(({ pair_id, choice }) => [pair_id, choice] as const),
    )
    const byOne = labelsOf(rows.map(row => ({ ...row, gold: labels.get(row.pair_id) ?? null })))
    const { overall } = await calibrationOf(byOne, votes, `human/annotator${other}`)
    expect(round(overall.agreement.kappa.value)).toBe(expected)
  })

  it('three people agree on 0.895, and a third vote is only needed for the rest', async () => {
    const voter = voterInOrder(votes, people, 'AB')
    const all = await answersOf(voter, rows, 'all')
    const adaptive = await answersOf(voter, rows, 'adaptive')
    expect(round(all.filter(({ confidence }) => confidence === 1).length / rows.length)).toBe('0.895')
    expect(adaptive.map(decision)).toEqual(all.map(decision))
    expect(accuracyOf(all, rows)).toBe('1.000')
  })
})

type Tau2Verdict = {
  readonly trace_id: string
  readonly prompt_name: string
  readonly verdict_raw: string
  readonly verdict: 'pass' | 'fail' | null
  readonly gold: 'pass' | 'fail'
}

describe.each([
  [
    'telecom',
    {
      quick_triage_v1: ['0.912', '0.780'],
      policy_chain_of_thought_v1: ['0.789', '0.458'],
      policy_conversation_v1: ['0.763', '0.399'],
      customer_outcome_v1: ['0.675', '0.306'],
    },
    '0.816',
  ],
  [
    'retail',
    {
      customer_outcome_v1: ['0.640', '0.174'],
      policy_conversation_v1: ['0.614', '0.225'],
      policy_chain_of_thought_v1: ['0.614', '0.100'],
      quick_triage_v1: ['0.614', '0.051'],
    },
    '0.640',
  ],
] as const)('verdicts of a judge on whole %s traces', (domain, figures, majority) => {
  const rows = rowsOf<Tau2Verdict>(`tau2-verdicts-${domain}.jsonl`)
  const CATEGORIES = ['pass', 'fail', null] as const

  it('are read from its own words as the data says, row by row', () => {
    expect(rows).toHaveLength(456)
    const words = new Set(rows.map(row => row.verdict_raw))
    expect(words.size).toBeGreaterThan(4)
    expect(rows.map(row => passOrFail(row.verdict_raw))).toEqual(rows.map(row => row.verdict))
  })

  it.each(Object.entries(figures))('%s: accuracy and kappa %j', (prompt, expected) => {
    const own = rows.filter(row => row.prompt_name === prompt)
    const data = new Float64Array(9)
    for (const { gold, verdict_raw } of own) {
      // What could not be read is a category of its own: it agrees with nobody, and is not left out either.
      data[CATEGORIES.indexOf(gold) * 3 + CATEGORIES.indexOf(passOrFail(verdict_raw))]! += 1
    }
    const right = own.filter(row => passOrFail(row.verdict_raw) === row.gold).length
    const kappa = cohenKappa({ data, rows: 3, columns: 3 })?.kappa
    expect([right / own.length, kappa].map(round)).toEqual(expected)
  })

  it(`by the majority of three prompts are right on ${majority}`, () => {
    const prompts = ['quick_triage_v1', 'policy_conversation_v1', 'customer_outcome_v1']
    const traces = [...new Set(rows.map(row => row.trace_id))]
    const right = traces.filter(trace => {
      const own = rows.filter(row => row.trace_id === trace && prompts.includes(row.prompt_name))
      return own.filter(row => passOrFail(row.verdict_raw) === row.gold).length >= 2
    })
    expect(round(right.length / traces.length)).toBe(majority)
  })
})
