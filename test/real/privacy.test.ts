import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultDetectors } from '../../src/privacy/default-detectors.ts'
import { namesDetector } from '../../src/privacy/names/names-detector.ts'
import { normalizedCopy } from '../../src/privacy/normalized-copy.ts'

const data = process.env.TIDEGATE_DATA ?? join(import.meta.dirname, '../../../shared/data')
const DETECTORS = [...defaultDetectors, namesDetector]
const WORDS = /[\p{L}\p{N}]+/gu

type Gold = { readonly entity_type: string; readonly start_position: number; readonly end_position: number }
type Row = {
  readonly full_text: string
  readonly spans: readonly Gold[]
  readonly template_id: number | null
}
type Tally = {
  readonly recall: ReadonlyMap<string, { gold: number; covered: number }>
  readonly redactedWords: number
  readonly rightWords: number
  readonly freeWords: number
  readonly freeRedacted: number
}

let heldOut: Tally

// Sentences of one template are one idea: the split is by template, and the rules were written against the other half alone.
beforeAll(() => {
  heldOut = tallyOf(
    linesOf('pii/presidio-synth-v2.jsonl')
      .map(line => JSON.parse(line) as Row)
      .filter(isHeldOut),
  )
})

describe('all detectors on labelled sentences no rule was written against', () => {
  it.each([
    ['EMAIL_ADDRESS', 31, 0.99],
    ['CREDIT_CARD', 60, 0.99],
    ['IBAN_CODE', 5, 0.99],
    ['IP_ADDRESS', 5, 0.99],
    ['DOMAIN_NAME', 30, 0.99],
    ['PHONE_NUMBER', 63, 0.95],
    ['PERSON', 428, 0.88],
    ['GPE', 191, 0.85],
    ['ORGANIZATION', 76, 0.65],
    ['STREET_ADDRESS', 339, 0.7],
  ] as const)(
    '%s: of %i spans at least a share of %d is redacted to its last letter',
    (type, count, floor) => {
      const { gold, covered } = heldOut.recall.get(type) ?? { gold: 0, covered: 0 }
      expect(gold).toBe(count)
      expect(covered / gold).toBeGreaterThanOrEqual(floor)
    },
  )

  it('at least 95 of 100 redacted words are personal data', () => {
    expect(heldOut.redactedWords).toBeGreaterThan(1_500)
    expect(heldOut.rightWords / heldOut.redactedWords).toBeGreaterThanOrEqual(0.95)
  })

  it('at most 1 of 100 words of its sentences without personal data is redacted', () => {
    expect(heldOut.freeWords).toBeGreaterThan(500)
    expect(heldOut.freeRedacted / heldOut.freeWords).toBeLessThanOrEqual(0.01)
  })
})

it('US social security numbers, all of which stand in the other half, are redacted', () => {
  const rows = linesOf('pii/presidio-synth-v2.jsonl').map(line => JSON.parse(line) as Row)
  expect(tallyOf(rows).recall.get('US_SSN')).toEqual({ gold: 16, covered: 16 })
})

it('at most 2 of 100 words of requests in lower case are redacted', () => {
  let words = 0
  let redacted = 0
  for (const line of linesOf('intents/clinc150.jsonl.gz').filter((_, index) => index % 4 === 0)) {
    const { text } = JSON.parse(line) as { readonly text: string }
    const isCovered = coverOf(text)
    for (const match of text.matchAll(WORDS)) {
      words += 1
      if (isCovered(match.index)) redacted += 1
    }
  }
  expect(words).toBeGreaterThan(40_000)
  expect(redacted / words).toBeLessThanOrEqual(0.02)
  // Zero would mean that names without capitals are not looked for at all.
  expect(redacted).toBeGreaterThan(100)
})

function linesOf(name: string): readonly string[] {
  const path = join(data, name)
  if (!existsSync(path)) {
    throw new Error(`Expected recorded data at ${path}; set TIDEGATE_DATA to the folder of the recorded data`)
  }
  const bytes = readFileSync(path)
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n')
}

function isHeldOut({ template_id: template, full_text: text }: Row): boolean {
  const key = template === null ? text : String(template)
  return Number.parseInt(createHash('sha256').update(key).digest('hex').charAt(0), 16) % 2 === 1
}

function coverOf(text: string): (index: number) => boolean {
  const copy = normalizedCopy(text)
  const covered = new Uint8Array(text.length)
  for (const detector of DETECTORS) {
    for (const { start, end } of detector.detect(copy.text))
      covered.fill(1, copy.startOf(start), copy.endOf(end - 1))
  }
  return index => covered[index] === 1
}

function tallyOf(rows: readonly Row[]): Tally {
  const recall = new Map<string, { gold: number; covered: number }>()
  const words = { redactedWords: 0, rightWords: 0, freeWords: 0, freeRedacted: 0 }
  for (const { full_text: text, spans } of rows) {
    const isCovered = coverOf(text)
    for (const span of spans) {
      const each = recall.get(span.entity_type) ?? { gold: 0, covered: 0 }
      each.gold += 1
      if (isWhole(text, span, isCovered)) each.covered += 1
      recall.set(span.entity_type, each)
    }
    for (const { index } of text.matchAll(WORDS)) {
      const isRedacted = isCovered(index)
      const isGold = spans.some(span => span.start_position <= index && index < span.end_position)
      if (isRedacted) words.redactedWords += 1
      if (isRedacted && isGold) words.rightWords += 1
      if (spans.length === 0) words.freeWords += 1
      if (spans.length === 0 && isRedacted) words.freeRedacted += 1
    }
  }
  return { recall, ...words }
}

function isWhole(text: string, span: Gold, isCovered: (index: number) => boolean): boolean {
  for (let index = span.start_position; index < span.end_position; index += 1) {
    if (!/\s/.test(text.charAt(index)) && !isCovered(index)) return false
  }
  return true
}
