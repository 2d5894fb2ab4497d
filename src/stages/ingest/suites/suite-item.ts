import { createHash } from 'node:crypto'
import { bareTrace } from '../../../records/bare-trace.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { SuiteItem } from '../../../records/suite.ts'
import type { Message } from '../../../records/trace.ts'
import { type IsForbiddenId, parseTraceId } from '../parse-id.ts'
import { RowError } from '../row-error.ts'

/** What a format knows of one case. */
export type SuiteCase = {
  /** Undefined: named after its request, so that the same case has the same id in every version of the suite. */
  readonly id: string | undefined
  readonly messages: readonly Message<string>[]
  /** What was answered when the suite ran; wins over `reference`. */
  readonly answer?: string | undefined
  /** What its author calls right. */
  readonly reference?: string | undefined
  readonly score?: number | undefined
}

/**
 * A case as an item.
 *
 * @throws {RowError} without a request, or with an id that must not be kept.
 */
export function suiteItem(suiteCase: SuiteCase, isForbiddenId: IsForbiddenId): SuiteItem<string> {
  const { messages, answer, reference, score } = suiteCase
  if (!messages.some(({ role, text }) => role === 'user' && text.trim() !== '')) {
    throw new RowError('no request of a user')
  }
  const isRecorded = messages.some(({ role }) => role === 'assistant') || answer !== undefined
  const said = answer ?? (isRecorded ? undefined : reference)
  const traceId =
    suiteCase.id === undefined
      ? nameOf(messages)
      : parseTraceId([{ value: suiteCase.id, at: '/id' }], isForbiddenId)
  return {
    trace: bareTrace(traceId, said === undefined ? messages : [...messages, answerOf(said)]),
    answeredBy: isRecorded ? 'recording' : reference === undefined ? 'nobody' : 'reference',
    score,
  }
}

/** One request in words. */
export function userMessage(text: string): Message<string> {
  return { role: 'user', text, calls: [] }
}

function answerOf(text: string): Message<string> {
  return { role: 'assistant', text, calls: [], finishReason: undefined }
}

function nameOf(messages: readonly Message<string>[]): TraceId {
  const hash = createHash('sha256').update(JSON.stringify(messages)).digest('hex')
  return `case-${hash.slice(0, 16)}` as TraceId
}

/** A score as suites write it: a number in [0, 1], yes or no, or Inspect's letters; undefined for anything else. */
export function scoreOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : undefined
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  if (word in WORDS) return WORDS[word]
  return word !== '' && Number.isFinite(Number(word)) ? scoreOf(Number(word)) : undefined
}

const WORDS: { readonly [word: string]: number } = {
  ...{ c: 1, correct: 1, true: 1, pass: 1, passed: 1, yes: 1 },
  ...{ i: 0, incorrect: 0, false: 0, fail: 0, failed: 0, no: 0, n: 0, p: 0.5, partial: 0.5 },
}
