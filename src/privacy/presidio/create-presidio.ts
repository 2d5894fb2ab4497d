import type { Fetch } from '../../models/egress/guarded-fetch.ts'
import type { Span } from '../detector.ts'
import type { Entity } from '../entity.ts'
import { createOffsets } from './code-point-offsets.ts'

/** A server that finds names in texts. */
export interface NameServer {
  readonly name: string
  /** The findings of each text, in its UTF-16 offsets; they may overlap. Rejects when any text has no answer. */
  analyze(texts: readonly string[]): Promise<readonly (readonly Span[])[]>
}

export type PresidioOptions = {
  /** Allowed to speak to `url` alone. */
  readonly fetch: Fetch
  /** Of the analyzer, without `/analyze`. */
  readonly url: string
  /** Findings below it are dropped by the server, 0 to 1. */
  readonly scoreThreshold: number
  readonly language: string
}

const ENTITY_OF: ReadonlyMap<string, Entity> = new Map([
  ['PERSON', 'PERSON'],
  ['LOCATION', 'LOCATION'],
  ['GPE', 'LOCATION'],
  ['ORGANIZATION', 'ORGANIZATION'],
  ['ORG', 'ORGANIZATION'],
  ['ADDRESS', 'STREET_ADDRESS'],
  ['STREET_ADDRESS', 'STREET_ADDRESS'],
  ['ZIP_CODE', 'ZIP_CODE'],
  ['EMAIL_ADDRESS', 'EMAIL'],
  ['PHONE_NUMBER', 'PHONE'],
  ['CREDIT_CARD', 'CREDIT_CARD'],
  ['IBAN_CODE', 'IBAN'],
  ['US_SSN', 'US_SSN'],
  ['IP_ADDRESS', 'IP'],
  ['MAC_ADDRESS', 'MAC'],
  ['URL', 'URL'],
  ['CRYPTO', 'CRYPTO'],
])
/** What identifies nobody by itself; everything else that the server knows and we do not is an identifier. */
const IGNORED: ReadonlySet<string> = new Set(['DATE_TIME', 'NRP', 'AGE', 'TITLE'])

/** A Presidio analyzer over HTTP: one request for all texts. */
export function createPresidio({ fetch, url, scoreThreshold, language }: PresidioOptions): NameServer {
  const endpoint = `${url.replace(/\/+$/, '')}/analyze`
  return {
    name: 'presidio',
    analyze: async texts => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: texts, language, score_threshold: scoreThreshold }),
      })
      // The body of an error may quote the text, so it is never read.
      if (!response.ok) throw new Error(`Presidio answered with status ${response.status}`)
      const answers: unknown = await response.json()
      if (!Array.isArray(answers) || answers.length !== texts.length) {
        throw new Error(`Expected ${texts.length} lists of findings from Presidio, found another shape`)
      }
      return texts.map((text, index) => spansOf(text, answers[index]))
    },
  }
}

function spansOf(text: string, findings: unknown): readonly Span[] {
  if (!Array.isArray(findings))
    throw new Error('Expected a list of findings from Presidio, found another shape')
  const toUtf16 = createOffsets(text)
  return findings.flatMap((finding: unknown) => {
    const { entity_type: type, start, end } = (finding ?? {}) as Record<string, unknown>
    const isFinding =
      typeof type === 'string' && isOffset(start) && isOffset(end) && start < end && end <= text.length
    if (!isFinding) throw new Error('Expected entity_type, start and end from Presidio, found another shape')
    if (IGNORED.has(type)) return []
    return [{ start: toUtf16(start), end: toUtf16(end), entity: ENTITY_OF.get(type) ?? 'ID_NUMBER' }]
  })
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
