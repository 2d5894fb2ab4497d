import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

import { judgePair } from '../../src/stages/judge/judge-pair.ts'
import { createOfflineJudge } from '../../src/stages/judge/offline-judge.ts'
import { type BfclQuestion, type BfclResult, toTrace } from './bfcl-adapter.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = resolve(root, process.env.TIDEGATE_DATA ?? '../shared/data', 'toolcalls')

// A missing file throws here: the suite fails, it never skips.
const questions = new Map(
  parseLines<BfclQuestion>(
    gunzipSync(readFileSync(resolve(folder, 'bfcl-questions.jsonl.gz'))).toString(),
  ).map(question => [question.id, question]),
)
const results = parseLines<BfclResult>(readFileSync(resolve(folder, 'bfcl-results.jsonl'), 'utf8'))

function parseLines<T>(text: string): readonly T[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}

/** Questions whose function wants a list of floats and whose numbers are whole. */
const IN_FLOAT_LISTS = ['simple_python_13', 'simple_python_82', 'simple_python_87', 'simple_python_103']

/** What our structured path says of one answer, compared with what is expected: 1 is right. */
async function ourVerdict(row: BfclResult): Promise<{ readonly isValid: boolean; readonly reason: string }> {
  const question = questions.get(row.id)
  if (question === undefined) throw new Error(`Expected a question for result ${row.id}.`)
  const request = toTrace(question, row)
  const side = { kind: 'completed', trace: request } as const
  const replay = {
    request,
    origin: { kind: 'adversarial', weight: 1 },
    baseline: side,
    candidate: side,
  } as const
  const { structured } = (await judgePair(replay, createOfflineJudge())).verdicts
  if (structured.kind !== 'scored')
    throw new Error(`Expected ${row.id} to be scored, found ${structured.kind}.`)
  return { isValid: structured.candidateScore === 1, reason: structured.reason }
}

const rows = await Promise.all(results.map(async row => ({ ...row, ours: await ourVerdict(row) })))

type Row = (typeof rows)[number]

function of(category: string, model: string): readonly Row[] {
  return rows.filter(row => row.category === category && row.model.startsWith(model))
}

function agreementOf(selected: readonly Row[]): number {
  return selected.filter(row => row.ours.isValid === row.valid).length / selected.length
}

describe('the recorded answers', () => {
  it.each([
    ['simple_python', 'claude-sonnet-4-5', 400, 392],
    ['simple_python', 'DeepSeek-V3.1', 400, 241],
    ['simple_python', 'glyphh-ada-1.1', 400, 378],
    ['multiple', 'glyphh-ada-1.1', 200, 189],
    ['irrelevance', 'glyphh-ada-1.1', 240, 205],
    ['live_simple', 'glyphh-ada-1.1', 258, 217],
  ])('of %s by %s are the ones of the reference figures', (category, model, count, valid) => {
    const selected = of(category, model)
    expect([selected.length, selected.filter(row => row.valid).length]).toEqual([count, valid])
  })
})

describe('our structured verdict', () => {
  it.each([
    ['simple_python', 'claude-sonnet-4-5'],
    ['simple_python', 'DeepSeek-V3.1'],
    ['simple_python', 'glyphh-ada-1.1'],
    ['multiple', 'glyphh-ada-1.1'],
  ])('agrees with the official one on at least 99% of %s by %s', (category, model) => {
    expect(agreementOf(of(category, model))).toBeGreaterThanOrEqual(0.99)
  })

  it('agrees on every answer of multiple and irrelevance and on all but two of live_simple', () => {
    expect({
      multiple: agreementOf(of('multiple', '')),
      irrelevance: agreementOf(of('irrelevance', '')),
      live_simple: agreementOf(of('live_simple', '')),
    }).toEqual({ multiple: 1, irrelevance: 1, live_simple: 256 / 258 })
  })

  it('is milder only for integers inside a list of floats: JSON has one kind of number', () => {
    const milder = rows.filter(row => row.ours.isValid && !row.valid)
    expect(new Set(milder.map(row => row.error_type))).toEqual(new Set(['type_error:nested']))
    expect(Object.groupBy(milder, row => row.model)).toMatchObject({
      'claude-sonnet-4-5-20250929-FC': IN_FLOAT_LISTS.map(id => ({ id })),
      'DeepSeek-V3.1-Terminus-FC': IN_FLOAT_LISTS.map(id => ({ id })),
      'glyphh-ada-1.1': [...IN_FLOAT_LISTS, 'live_simple_116-72-0'].map(id => ({ id })),
    })
  })

  it('is stricter only where a list parameter carries an enumeration of strings, which no list can meet', () => {
    const stricter = rows.filter(row => !row.ours.isValid && row.valid)
    expect(stricter.map(row => row.id)).toEqual(['live_simple_71-35-0'])
    expect(stricter[0]?.ours.reason).toContain('(modes: schema-violation)')
  })

  it('finds claude right 151 times where DeepSeek is wrong, and never the reverse', () => {
    const deepSeek = new Map(of('simple_python', 'DeepSeek').map(row => [row.id, row.ours.isValid]))
    const claude = of('simple_python', 'claude')
    const claudeAlone = claude.filter(row => row.ours.isValid && deepSeek.get(row.id) === false)
    const deepSeekAlone = claude.filter(row => !row.ours.isValid && deepSeek.get(row.id) === true)
    expect([claudeAlone.length, deepSeekAlone.length]).toEqual([151, 0])
  })
})
