import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRng, shuffled } from '../../src/numeric/random.ts'

/** One request with the intent people gave it; `OUT_OF_SCOPE` when it has none. */
export type LabelledRequest = { readonly text: string; readonly intent: string }

export type LabelledSet = { readonly name: string; readonly requests: readonly LabelledRequest[] }

/** One true class of its own: what belongs to no intent. */
export const OUT_OF_SCOPE = 'out-of-scope'

export const SET_NAMES = [
  'clinc_zipf',
  'clinc_bal',
  'clinc_few',
  'dstc_ins',
  'dstc_bank',
  'hint_cure',
  'hint_sof',
] as const

export type SetName = (typeof SET_NAMES)[number]

type Row = { readonly text: string; readonly intent: string; readonly split?: string }

/** How many requests each intent gets, the most frequent first. */
type ClincShape = {
  readonly splits: readonly string[]
  readonly sizes: readonly number[]
  readonly outOfScope: number
}

const TRAIN_AND_VAL = ['train', 'val']

const CLINC_SHAPES = {
  clinc_zipf: {
    splits: TRAIN_AND_VAL,
    sizes: Array.from({ length: 150 }, (_, rank) => Math.min(120, Math.ceil(1300 / (rank + 1) - 0.5))),
    outOfScope: 270,
  },
  clinc_bal: {
    splits: TRAIN_AND_VAL,
    sizes: Array.from({ length: 150 }, () => 34),
    outOfScope: 270,
  },
  clinc_few: {
    splits: [...TRAIN_AND_VAL, 'test'],
    sizes: Array.from({ length: 15 }, (_, rank) => Math.min(150, Math.round(600 / (rank + 1)))),
    outOfScope: 62,
  },
} satisfies { readonly [name: string]: ClincShape }

const FILES = {
  dstc_ins: 'dstc11-insurance.jsonl',
  dstc_bank: 'dstc11-banking.jsonl',
  hint_cure: 'hint3-curekart.jsonl',
  hint_sof: 'hint3-sofmattress.jsonl',
} as const

/**
 * A labelled set of real requests. CLINC150 is thinned to a realistic size per intent, which intents are frequent and
 * which of their requests are taken being decided by `seed`; the other files are taken whole.
 *
 * @param folder - the folder of recorded data that holds `intents/`.
 */
export function labelledSet(name: SetName, folder: string, seed = '1'): LabelledSet {
  if (name === 'clinc_zipf' || name === 'clinc_bal' || name === 'clinc_few')
    return { name, requests: thinned(CLINC_SHAPES[name], clincRows(folder), `${name}/${seed}`) }
  const rows = parseRows(readFileSync(join(folder, 'intents', FILES[name]), 'utf8'))
  return {
    name,
    requests: rows.map(({ text, intent }) => ({
      text,
      intent: intent === 'NO_NODES_DETECTED' ? OUT_OF_SCOPE : intent,
    })),
  }
}

/** `count` requests of CLINC150, all intents and splits alike, in an order drawn once. */
export function manyRequests(count: number, folder: string): LabelledSet {
  const rows = shuffled(clincRows(folder), createRng('clinc_many'))
  if (rows.length < count) throw new Error(`Expected at most ${rows.length} requests, got ${count}`)
  return {
    name: `clinc_many_${count}`,
    requests: rows.slice(0, count).map(({ text, intent, split = '' }) => ({
      text,
      intent: split.startsWith('oos_') ? OUT_OF_SCOPE : intent,
    })),
  }
}

function clincRows(folder: string): readonly Row[] {
  return parseRows(gunzipSync(readFileSync(join(folder, 'intents', 'clinc150.jsonl.gz'))).toString('utf8'))
}

function parseRows(text: string): readonly Row[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row)
}

function thinned(shape: ClincShape, rows: readonly Row[], seed: string): readonly LabelledRequest[] {
  const rng = createRng(seed)
  const inScope = rows.filter(({ split = '' }) => shape.splits.includes(split))
  const byIntent = Map.groupBy(inScope, ({ intent }) => intent)
  const frequent = shuffled([...byIntent.keys()].sort(), rng).slice(0, shape.sizes.length)
  const requests = frequent.flatMap((intent, rank) =>
    shuffled(byIntent.get(intent) ?? [], rng)
      .slice(0, shape.sizes[rank])
      .map(({ text }) => ({ text, intent })),
  )
  const strangers = shuffled(
    rows.filter(({ split = '' }) => split.startsWith('oos_')),
    rng,
  )
  return [
    ...requests,
    ...strangers.slice(0, shape.outOfScope).map(({ text }) => ({ text, intent: OUT_OF_SCOPE })),
  ]
}
