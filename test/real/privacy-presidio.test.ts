import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultDetectors } from '../../src/privacy/default-detectors.ts'
import type { Entity } from '../../src/privacy/entity.ts'
import { normalizedCopy } from '../../src/privacy/normalized-copy.ts'

const path = join(
  process.env.TIDEGATE_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'pii/presidio-synth-v2.jsonl',
)

type GoldSpan = {
  readonly entity_type: string
  readonly start_position: number
  readonly end_position: number
}
type Tally = { gold: number; covered: number; found: number; foundElsewhere: number }

const ENTITY_OF: ReadonlyMap<string, Entity> = new Map([
  ['EMAIL_ADDRESS', 'EMAIL'],
  ['CREDIT_CARD', 'CREDIT_CARD'],
  ['IBAN_CODE', 'IBAN'],
  ['US_SSN', 'US_SSN'],
  ['IP_ADDRESS', 'IP'],
  ['DOMAIN_NAME', 'URL'],
  ['PHONE_NUMBER', 'PHONE'],
])

const tallies = new Map<Entity, Tally>()

// The phone words were written after seeing this file: its recall is a floor for regressions, not a promise.
beforeAll(() => {
  if (!existsSync(path))
    throw new Error(
      `Expected the labelled sentences at ${path}; set TIDEGATE_DATA to the folder of the recorded data`,
    )
  for (const entity of ENTITY_OF.values())
    tallies.set(entity, { gold: 0, covered: 0, found: 0, foundElsewhere: 0 })
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const { full_text: text, spans } = JSON.parse(line) as { full_text: string; spans: readonly GoldSpan[] }
    tally(text, spans)
  }
})

describe('pattern detectors on labelled sentences', () => {
  it.each([
    ['EMAIL', 49, 0.99],
    ['CREDIT_CARD', 136, 0.99],
    ['IBAN', 21, 0.99],
    ['US_SSN', 16, 0.99],
    ['IP', 14, 0.99],
    ['URL', 37, 0.99],
    ['PHONE', 92, 0.93],
  ] as const)('%s: of %i spans at least a share of %d is covered in full', (entity, count, floor) => {
    const { gold, covered } = tallies.get(entity) ?? { gold: 0, covered: 0 }
    expect(gold).toBe(count)
    expect(covered / gold).toBeGreaterThanOrEqual(floor)
  })

  it('at most one finding in a hundred touches no labelled personal data at all', () => {
    const found = [...tallies.values()].reduce((sum, each) => sum + each.found, 0)
    const elsewhere = [...tallies.values()].reduce((sum, each) => sum + each.foundElsewhere, 0)
    expect(found).toBeGreaterThan(300)
    expect(elsewhere / found).toBeLessThanOrEqual(0.01)
  })
})

function tally(text: string, gold: readonly GoldSpan[]): void {
  const copy = normalizedCopy(text)
  const found = defaultDetectors
    .flatMap(detector => detector.detect(copy.text))
    .map(span => ({ start: copy.startOf(span.start), end: copy.endOf(span.end - 1), entity: span.entity }))
  const isCovered = (index: number) =>
    /\s/.test(text.charAt(index)) || found.some(span => span.start <= index && index < span.end)
  for (const span of gold) {
    const each = tallies.get(ENTITY_OF.get(span.entity_type) ?? 'CUSTOMER')
    if (each === undefined) continue
    each.gold += 1
    const indexes = Array.from(
      { length: span.end_position - span.start_position },
      (_, offset) => span.start_position + offset,
    )
    if (indexes.every(isCovered)) each.covered += 1
  }
  for (const span of found) {
    const each = tallies.get(span.entity)
    if (each === undefined) continue
    each.found += 1
    if (!gold.some(label => label.start_position < span.end && span.start < label.end_position))
      each.foundElsewhere += 1
  }
}
