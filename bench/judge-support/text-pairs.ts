import { createRng, type Rng, randomInteger } from '../../src/numeric/random.ts'
import { bareTrace } from '../../src/records/bare-trace.ts'
import type { TraceId } from '../../src/records/ids.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'
import type { Replay } from '../../src/records/replay.ts'
import type { RedactedTrace } from '../../src/records/trace.ts'

const WORDS =
  'order parcel refund address city store item gift card points voucher account email delivery return label weekend'.split(
    ' ',
  )
/** Words of a request and of an answer: some 60 and 70 tokens, as in the demo week. */
const REQUEST_WORDS = 40
const ANSWER_WORDS = 50
const SYSTEM_WORDS = 60

/** Pairs whose texts differ, each another question: every vote of every pair has to be asked for. */
export function textPairs(count: number): readonly Replay[] {
  const rng = createRng('bench-judge/text-pairs/1')
  const system = words(SYSTEM_WORDS, rng)
  return Array.from({ length: count }, (_, index): Replay => {
    const request = words(REQUEST_WORDS, rng)
    const trace = (): RedactedTrace => textTrace(`pair-${index}`, system, request, words(ANSWER_WORDS, rng))
    const baseline = trace()
    return {
      request: baseline,
      origin: { kind: 'adversarial', weight: 1 },
      baseline: { kind: 'completed', trace: baseline },
      candidate: { kind: 'completed', trace: trace() },
    }
  })
}

function words(count: number, rng: Rng): string {
  return Array.from({ length: count }, () => `${WORDS[randomInteger(rng, WORDS.length)]}`).join(' ')
}

function textTrace(id: string, system: string, request: string, answer: string): RedactedTrace {
  return bareTrace(id as TraceId, [
    { role: 'system', text: system as RedactedText },
    { role: 'user', text: request as RedactedText, calls: [] },
    { role: 'assistant', text: answer as RedactedText, calls: [], finishReason: 'stop' },
  ])
}
