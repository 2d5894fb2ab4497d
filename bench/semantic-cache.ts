import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalEmbeddingModel } from '../src/models/local/create-local-embedding-model.ts'
import type { RedactedText } from '../src/records/redacted-text.ts'
import {
  LOOKALIKES,
  type NearPair,
  PARAPHRASES,
  type Texts,
} from '../src/stages/judge/__fixtures__/near-questions.ts'
import {
  HELD_OUT_LOOKALIKES,
  HELD_OUT_PARAPHRASES,
} from '../src/stages/judge/__fixtures__/near-questions-held-out.ts'
import { user } from '../src/stages/judge/__fixtures__/traces.ts'
import {
  argumentRubric,
  scriptedVoter,
  textQuestion,
  textRubric,
} from '../src/stages/judge/__fixtures__/voting.ts'
import type { VoteRequest, Voter } from '../src/stages/judge/voter.ts'
import { cachedVoter } from '../src/stages/judge/votes/cached-voter.ts'
import { semanticVoter } from '../src/stages/judge/votes/semantic-voter.ts'
import { createMemoryStore } from '../src/store/memory/create-memory-store.ts'
import { createReplyJournal } from '../src/store/reply-journal.ts'
import type { RunStore } from '../src/store/run-store.ts'
import { createSqliteStore } from '../src/store/sqlite/create-sqlite-store.ts'
import { type BenchResult, median } from './machine.ts'

const RUBRICS = { texts: textRubric(), arguments: argumentRubric() }
const THRESHOLDS = [0.97, 0.95, 0.92, 0.9, 0.85, 0.8]
const TRUSTING = {
  isOff: () => false,
  isDrawn: () => false,
  record: () => undefined,
  turnOff: () => undefined,
}
const VOTES = 4_000

/**
 * `npm run bench -- semantic-cache`: how often a paraphrase is found and a lookalike taken for one, by threshold and
 * beside the cosine of the whole text alone; and what a lookup without a hit adds to a vote.
 */
export async function bench(): Promise<BenchResult> {
  const model = createLocalEmbeddingModel({ processes: 1 })
  const sets = {
    paraphrases: PARAPHRASES,
    lookalikes: LOOKALIKES,
    heldOutParaphrases: HELD_OUT_PARAPHRASES,
    heldOutLookalikes: HELD_OUT_LOOKALIKES,
  }
  const found: { name: string; ours: readonly number[]; whole: readonly number[] }[] = []
  for (const [name, pairs] of Object.entries(sets)) {
    const ours: number[] = []
    for (const pair of pairs) ours.push(await similarityOf(pair, model))
    found.push({ name, ours, whole: await wholeCosines(pairs, model) })
  }
  const hits = THRESHOLDS.flatMap(threshold =>
    found.map(({ name, ours, whole }) => ({
      threshold,
      set: name,
      pairs: ours.length,
      found: ours.filter(each => each >= threshold).length,
      wholeTextAlone: whole.filter(each => each >= threshold).length,
    })),
  )
  return { hits, lookup: await lookupCost() }
}

type Model = ReturnType<typeof createLocalEmbeddingModel>

/** 0 without a hit at the lowest threshold. */
async function similarityOf({ first, second }: NearPair, embeddingModel: Model): Promise<number> {
  const voter = voterOver(createMemoryStore(), embeddingModel)
  await voter.vote(asking(first))
  return (await voter.vote(asking(second))).near?.similarity ?? 0
}

async function wholeCosines(pairs: readonly NearPair[], model: Model): Promise<readonly number[]> {
  const texts = pairs.flatMap(({ first, second }) =>
    [first, second].map(each => Object.values(each).join('\n') as RedactedText),
  )
  const { data, columns } = await model.embed(texts)
  return pairs.map((_, pair) => {
    let sum = 0
    for (let column = 0; column < columns; column += 1)
      sum += (data[2 * pair * columns + column] ?? 0) * (data[(2 * pair + 1) * columns + column] ?? 0)
    return sum
  })
}

function voterOver(store: RunStore, embeddingModel: Model): Voter {
  const journal = createReplyJournal({ store, macKey: new Uint8Array(32), ttlMs: 1_000, nowMs: () => 0 })
  const options = {
    journal,
    settings: ['a'],
    rubrics: RUBRICS,
    embeddingModel,
    threshold: 0.8,
    audit: TRUSTING,
  }
  return semanticVoter(
    cachedVoter(
      scriptedVoter(() => 'tie'),
      options,
    ),
    options,
  )
}

function asking({ request, candidate, baseline }: Texts): VoteRequest {
  const question = textQuestion({
    prefix: [user(request)],
    candidateText: candidate,
    baselineText: baseline,
  })
  return { question: { kind: 'texts', ...question }, order: 'candidate-first', index: 0 }
}

/** Milliseconds of votes of a judge that answers at once, on questions that differ in a number, so that none is near. */
async function lookupCost() {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-semantic-'))
  const store = createSqliteStore(join(folder, 'store.db'))
  try {
    const voter = voterOver(store, createLocalEmbeddingModel({ processes: 1 }))
    const times: number[] = []
    for (let vote = 0; vote < VOTES; vote += 1) {
      const { first } = PARAPHRASES[vote % PARAPHRASES.length] ?? { first: undefined }
      if (first === undefined) continue
      const start = performance.now()
      await voter.vote(asking({ ...first, request: `${first.request} It is about order ${vote}.` }))
      times.push(performance.now() - start)
    }
    const sorted = times.toSorted((a, b) => a - b)
    return { votes: VOTES, medianMs: median(times), p99Ms: sorted[Math.floor(sorted.length * 0.99)] }
  } finally {
    store.close()
    await rm(folder, { recursive: true, force: true })
  }
}
