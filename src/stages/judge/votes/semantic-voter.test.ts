import { describe, expect, it } from 'vitest'
import type { EmbeddingModel } from '../../../models/embedding-model.ts'
import type { VoteOrder } from '../../../records/vote.ts'
import { createMemoryStore } from '../../../store/memory/create-memory-store.ts'
import { createReplyJournal } from '../../../store/reply-journal.ts'
import { LOOKALIKES, PARAPHRASES, type Texts } from '../__fixtures__/near-questions.ts'
import { agent, call, user } from '../__fixtures__/traces.ts'
import {
  argumentRubric,
  callQuestion,
  scriptedVoter,
  textQuestion,
  textRubric,
} from '../__fixtures__/voting.ts'
import type { VoteRequest } from '../voter.ts'
import { cachedVoter } from './cached-voter.ts'
import { createSemanticAudit, type SemanticAudit } from './semantic-audit.ts'
import { semanticVoter } from './semantic-voter.ts'

const RUBRICS = { texts: textRubric(), arguments: argumentRubric() }
const FIRST: Texts = {
  request: 'Where is my parcel?',
  candidate: 'It is on the way to you.',
  baseline: 'The parcel is late.',
}
const NEAR: Texts = { ...FIRST, request: 'Where is my package?' }

function asking(
  { request, candidate, baseline }: Texts,
  { order = 'candidate-first', index = 0, before = 'Be kind.' }: Asking = {},
): VoteRequest {
  const prefix = [agent(before), user(request)]
  const question = textQuestion({ prefix, candidateText: candidate, baselineText: baseline })
  return { question: { kind: 'texts', ...question }, order, index }
}

type Asking = { readonly order?: VoteOrder; readonly index?: number; readonly before?: string }

/** Texts turned by the degrees that are given for a part of them; all others have one vector. */
function turned(degrees: { readonly [part: string]: number } = {}) {
  const model: EmbeddingModel & { calls: number } = {
    modelId: 'turned',
    dimensions: 2,
    calls: 0,
    async embed(texts) {
      model.calls += 1
      const angles = texts.map(text => {
        const part = Object.keys(degrees).find(each => text.includes(each))
        return ((part === undefined ? 0 : (degrees[part] ?? 0)) * Math.PI) / 180
      })
      return {
        data: Float32Array.from(angles.flatMap(angle => [Math.cos(angle), Math.sin(angle)])),
        rows: texts.length,
        columns: 2,
      }
    },
  }
  return model
}

/** The baseline's texts stand apart, or every question could be its own with the answers swapped. */
const APART = { late: 90, 'login page': 90, 'parcel is on its way': 90, 'package is on its way': 90 }

function trusting(): SemanticAudit & { readonly recorded: boolean[] } {
  const recorded: boolean[] = []
  let off = false
  return {
    recorded,
    isOff: () => off,
    isDrawn: () => false,
    record: isSame => recorded.push(isSame),
    turnOff: () => {
      off = true
    },
  }
}

function setUp({
  word = () => 'candidate',
  model = turned(APART),
  audit = trusting() as SemanticAudit,
}: {
  readonly word?: (request: VoteRequest) => string
  readonly model?: EmbeddingModel
  readonly audit?: SemanticAudit
} = {}) {
  const store = createMemoryStore()
  const clock = { nowMs: 0 }
  const asked = scriptedVoter(word)
  const open = (
    change: {
      readonly settings?: string
      readonly rubrics?: typeof RUBRICS
      readonly tenant?: number
      readonly threshold?: number
      readonly name?: string
    } = {},
  ) => {
    const journal = createReplyJournal({
      store,
      macKey: new Uint8Array(32).fill(change.tenant ?? 0),
      ttlMs: 1_000,
      nowMs: () => clock.nowMs,
    })
    const options = {
      journal,
      settings: [change.settings ?? 'a'],
      rubrics: change.rubrics ?? RUBRICS,
      embeddingModel: model,
      threshold: change.threshold ?? 0.97,
      audit,
    }
    return semanticVoter(cachedVoter({ ...asked, name: change.name ?? 'scripted' }, options), options)
  }
  return { asked: asked.asked, clock, open, voter: open() }
}

it('uses the vote on a near-equal question again, marked, free of charge and with where it is from', async () => {
  const { asked, voter } = setUp({ model: turned({ ...APART, package: 10 }) })
  const first = await voter.vote(asking(FIRST))
  const copied = await voter.vote(asking(NEAR))
  expect(asked).toHaveLength(1)
  expect(copied).toEqual({
    ...first,
    costPicoUsd: 0,
    savedPicoUsd: 5,
    cached: 'semantic',
    latencyMs: undefined,
    near: {
      similarity: expect.closeTo(Math.cos(Math.PI / 18), 6),
      source: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  })
})

describe('a near-equal question is asked live', () => {
  it.each<[string, Asking]>([
    ['in the other order', { order: 'baseline-first' }],
    ['for the second time', { index: 1 }],
    ['after another conversation', { before: 'Be brief.' }],
  ])('%s', async (_title, change) => {
    const { asked, voter } = setUp()
    await voter.vote(asking(FIRST))
    expect((await voter.vote(asking(NEAR, change))).cached).toBe('no')
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['by a judge of other settings', { settings: 'b' }],
    ['by another judge', { name: 'other' }],
    ['by another rubric', { rubrics: { ...RUBRICS, texts: textRubric('instruction-following') } }],
    ['by another tenant', { tenant: 1 }],
    ['when it is less alike than the threshold', { threshold: 0.99 }],
  ])('%s', async (_title, change) => {
    const { asked, voter, open } = setUp({ model: turned({ ...APART, package: 10 }) })
    await voter.vote(asking(FIRST))
    const { cached } = await open(change).vote(asking(NEAR))
    expect(cached).toBe('no')
    expect(asked).toHaveLength(2)
  })

  it('when the vote is too old', async () => {
    const { asked, voter, clock } = setUp()
    await voter.vote(asking(FIRST))
    clock.nowMs = 999
    await voter.vote(asking({ ...FIRST, request: 'Where is my box?' }, { index: 1 }))
    clock.nowMs = 1_000
    expect((await voter.vote(asking(NEAR))).cached).toBe('no')
    expect(asked).toHaveLength(3)
  })

  it('when the vote found was itself found', async () => {
    const { asked, voter } = setUp({ model: turned({ ...APART, package: 12, box: 24 }) })
    await voter.vote(asking(FIRST))
    expect((await voter.vote(asking(NEAR))).cached).toBe('semantic')
    expect((await voter.vote(asking({ ...FIRST, request: 'Where is my box?' }))).cached).toBe('no')
    expect(asked).toHaveLength(2)
  })

  it('when its answers may be swapped', async () => {
    const answers = { candidate: 'It sits on the shelf.', baseline: 'It lies on the table.' }
    const swapped = { candidate: answers.baseline, baseline: answers.candidate }
    const cachedOf = async (shelf: number) => {
      const { voter } = setUp({ model: turned({ shelf, table: 30 }) })
      await voter.vote(asking({ ...NEAR, ...answers }))
      const votes = [await voter.vote(asking({ ...NEAR, ...swapped }))]
      return [...votes, await voter.vote(asking({ ...FIRST, ...answers }))].map(({ cached }) => cached)
    }
    expect(await cachedOf(90)).toEqual(['no', 'semantic'])
    // Where one answer is as good as the other, nobody knows which one is which.
    expect(await cachedOf(30)).toEqual(['no', 'no'])
  })

  it.each([
    ['is in German', { ...FIRST, baseline: 'Das Paket kommt heute.' }, 'Das Paket kommt nicht heute.'],
    ['holds hidden characters', FIRST, 'The par\u200bcel is late.'],
    ['has a very long sentence', { ...FIRST, baseline: `It is ${'so '.repeat(150)}late.` }, 'It is late.'],
  ])('when a text %s', async (_title, first, baseline) => {
    const { voter } = setUp({ model: turned({ ...APART, Das: 90, das: 90 }) })
    await voter.vote(asking(first))
    expect((await voter.vote(asking({ ...first, baseline }))).cached).toBe('no')
  })
})

describe('whatever an embedding says', () => {
  // That a blender is no toaster is what the embedding is for.
  it.each(LOOKALIKES.filter(({ name }) => name !== 'another thing'))(
    'a vote is not used again for $name',
    async ({ first, second }) => {
      const { asked, voter } = setUp()
      await voter.vote(asking(first))
      await voter.vote(asking(second))
      expect(asked).toHaveLength(2)
    },
  )

  it('most questions in other words are still found', async () => {
    const found = await Promise.all(
      PARAPHRASES.map(async ({ first, second }) => {
        // Candidate and baseline stand apart, all else is alike.
        const baseline = second.baseline.slice(0, 12).toLowerCase()
        const own = first.baseline.slice(0, 12).toLowerCase()
        const { voter } = setUp({
          model: turned({ [baseline.replace(',', '')]: 90, [own.replace(',', '')]: 90 }),
        })
        await voter.vote(asking(first))
        return (await voter.vote(asking(second))).cached
      }),
    )
    expect(found.filter(cached => cached === 'semantic').length).toBeGreaterThanOrEqual(9)
  })
})

it('compares calls exactly and the request by meaning', async () => {
  const { asked, voter } = setUp()
  const calling = (request: string, order: number): VoteRequest => ({
    question: {
      kind: 'arguments',
      ...callQuestion({ prefix: [user(request)], candidateCalls: [call('cancel', { order })] }),
    },
    order: 'candidate-first',
    index: 0,
  })
  await voter.vote(calling('Where is my parcel?', 8))
  expect((await voter.vote(calling('Where is my package?', 8))).cached).toBe('semantic')
  expect((await voter.vote(calling('Where is my package?', 9))).cached).toBe('no')
  expect(asked).toHaveLength(2)
})

it('an audited hit is asked live and tells whether the found vote was right', async () => {
  const audit = { ...trusting(), isDrawn: () => true }
  const { voter } = setUp({
    audit,
    word: ({ question }) => (wordsOf(question).includes('box') ? 'tie' : 'candidate'),
  })
  await voter.vote(asking(FIRST))
  const right = await voter.vote(asking(NEAR))
  const wrong = await voter.vote(asking({ ...FIRST, request: 'Where is my box?' }))
  expect([right, wrong].map(({ cached, near }) => [cached, near?.isConfirmed])).toEqual([
    ['no', true],
    ['no', false],
  ])
  expect(audit.recorded).toEqual([true, false])
  const again = await voter.vote(asking(NEAR))
  expect([again.cached, again.near]).toEqual(['exact', undefined])
})

it('audits a hit once that two traces ask for at the same time', async () => {
  const audit = { ...trusting(), isDrawn: () => true }
  const { voter } = setUp({ audit })
  await voter.vote(asking(FIRST))
  const votes = await Promise.all([voter.vote(asking(NEAR)), voter.vote(asking(NEAR))])
  expect(votes.map(({ cached }) => cached)).toEqual(['no', 'exact'])
  expect(audit.recorded).toEqual([true])
})

it('copies nothing before the audit has seen enough, and something after it', async () => {
  const audit = createSemanticAudit({ seed: 's', limit: 0.5, onWarning: () => undefined })
  const { voter } = setUp({ audit })
  await voter.vote(asking(FIRST))
  const things = ['package', 'box', 'letter', 'crate', 'bag', 'sack', 'bottle', 'jar', 'case', 'trunk']
  const cached: string[] = []
  for (const thing of things)
    cached.push((await voter.vote(asking({ ...FIRST, request: `Where is my ${thing}?` }))).cached)
  expect(cached.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'no'))
  expect(cached.slice(6)).toContain('semantic')
})

it.each([0.79, 1.01])('refuses the threshold %s', threshold => {
  expect(() => setUp().open({ threshold })).toThrow('threshold')
})

it('embeds nothing where nothing can be near', async () => {
  const model = turned(APART)
  const { voter } = setUp({ model })
  await voter.vote(asking(FIRST))
  await voter.vote(asking(FIRST))
  await voter.vote(asking({ ...FIRST, request: 'Where are my 2 parcels?' }))
  expect(model.calls).toBe(0)
})

it('goes on without hits when the embedding fails', async () => {
  const audit = trusting()
  const model = { ...turned(), embed: () => Promise.reject(new Error('no server')) }
  const { asked, voter } = setUp({ model, audit })
  await voter.vote(asking(FIRST))
  expect((await voter.vote(asking(NEAR))).cached).toBe('no')
  expect(asked).toHaveLength(2)
  expect(audit.isOff()).toBe(true)
})

function wordsOf(question: VoteRequest['question']): string {
  return question.prefix.map(({ text }) => text).join(' ')
}
