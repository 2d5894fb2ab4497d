import { expect, it } from 'vitest'
import type { TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { foreignWarning } from './foreign-warning.ts'

const ENGLISH = 'Where is my order and when can I expect it?'
const GERMAN = 'Wo ist meine Bestellung und wann kann ich sie haben?'

function warningFor(texts: readonly (readonly [text: string, language?: string])[]) {
  const intents = texts.map(([text], index) => ({
    traceId: `t-${index}` as TraceId,
    text: text as RedactedText,
  }))
  const traces = texts.map(([, language]) => (language === undefined ? {} : { language }) as RedactedTrace)
  return foreignWarning(traces, intents)
}

function times<T>(count: number, item: T): readonly T[] {
  return Array.from({ length: count }, () => item)
}

it('names the share above a tenth, and the languages', () => {
  expect(warningFor([...times(9, [ENGLISH] as const), [GERMAN]])).toBeUndefined()
  expect(warningFor([...times(8, [ENGLISH] as const), ...times(2, [GERMAN] as const)])).toContain(
    '20% of the requests are not in English (de 20%)',
  )
})

it('believes the source before the text, and counts texts that do not say on neither side', () => {
  expect(warningFor(times(3, [ENGLISH, 'sv'] as const))).toContain(
    '100% of the requests are not in English (sv 100%)',
  )
  expect(warningFor([...times(5, [ENGLISH] as const), ...times(95, ['12345'] as const)])).toBeUndefined()
  expect(warningFor([])).toBeUndefined()
})

it('finds the share in a large population without reading every request', () => {
  const texts = Array.from({ length: 20_000 }, (_, index) => [index % 4 === 0 ? GERMAN : ENGLISH] as const)
  expect(warningFor(texts)).toContain('(de 2')
})
