import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bareTrace } from '../../records/bare-trace.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Strata } from '../../records/strata.ts'
import type { Message, RedactedTrace } from '../../records/trace.ts'
import { createRealShingles, RUN_LENGTH } from './real-shingles.ts'
import { synthesise } from './synthesise.ts'
import { traceTexts } from './trace-texts.ts'
import { wordsOf } from './words.ts'

const text = (value: string): RedactedText => value as RedactedText

const WORD = fc.constantFrom(
  ...'I want to return my broken order 48213 from 2026-11-02 because it arrived late <PERSON_k1_0A1B2C3D> zebrafish quux'.split(
    ' ',
  ),
)
const SENTENCE = fc.array(WORD, { minLength: 1, maxLength: 25 }).map(words => words.join(' '))

const MESSAGES = fc
  .tuple(SENTENCE, SENTENCE, SENTENCE, fc.integer({ min: 0, max: 99_999 }))
  .map(([wish, answer, note, id]): readonly Message<RedactedText>[] => [
    { role: 'system', text: text('You are the agent of a shop and you answer briefly and kindly') },
    { role: 'user', text: text(wish), calls: [] },
    {
      role: 'assistant',
      text: text(''),
      finishReason: 'tool_calls',
      calls: [
        {
          id: `real-call-${id}`,
          name: 'get_order',
          arguments: { kind: 'parsed', value: { order_id: text(`A${id}`), note: text(note) } },
        },
      ],
    },
    {
      role: 'tool',
      callId: `real-call-${id}`,
      text: text(JSON.stringify({ order_id: `A${id}`, status: 'in transit', note, total: id })),
      isError: false,
      requestor: 'assistant',
    },
    { role: 'assistant', text: text(answer), calls: [], finishReason: 'stop' },
  ])

const TRACES = fc.array(MESSAGES, { minLength: 1, maxLength: 12 }).map(all =>
  all.map((messages, index): RedactedTrace => {
    const traceId = `real-${index}` as TraceId
    return { ...bareTrace(traceId, messages), customerId: `person ${index}`, startedAtMs: 1e12 + index }
  }),
)

function strataOf(traces: readonly RedactedTrace[]): Strata {
  const stratum = {
    id: 'c01' as StratumId,
    kind: 'cluster' as const,
    label: '',
    keywords: [],
    members: traces.map(({ traceId }) => traceId),
    share: 1,
    persistence: 1,
    exampleRequests: [],
  }
  return { strata: [stratum], populationSize: traces.length }
}

async function made(
  traces: readonly RedactedTrace[],
  reword?: (request: string) => Promise<readonly string[]>,
) {
  const real = createRealShingles(5_000)
  for (const trace of traces) for (const each of traceTexts(trace)) real.add(each.text)
  return synthesise({
    traces,
    strata: strataOf(traces),
    real,
    seed: '1',
    pseudonym: (entity, value) =>
      `<${entity}_k1_${(Number(value) % 0xffffffff).toString(16).toUpperCase().padStart(8, '0')}>`,
    startMs: undefined,
    reword,
  })
}

function runsOf(trace: Parameters<typeof traceTexts>[0]): readonly string[] {
  return [...traceTexts(trace)].flatMap(each => {
    const words = wordsOf(each.text)
    return words.flatMap((_, end) =>
      end < RUN_LENGTH - 1 ? [] : [words.slice(end - RUN_LENGTH + 1, end + 1).join(' ')],
    )
  })
}

describe('synthesise', () => {
  it('shares no run of eight words, id, customer, call id or system prompt with any real trace', async () => {
    await fc.assert(
      fc.asyncProperty(TRACES, async traces => {
        const { twins } = await made(traces)
        const known = new Set(traces.flatMap(runsOf))
        expect(twins.flatMap(runsOf).filter(run => known.has(run))).toEqual([])
        expect(twins).toHaveLength(traces.length)
        const written = JSON.stringify(twins)
        for (const gone of ['real-', 'person ', 'zebrafish', 'quux', '0A1B2C3D', 'kindly and']) {
          expect(written).not.toContain(gone)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the turns, the tools and what belongs together: the call has the value the tool answers with', async () => {
    await fc.assert(
      fc.asyncProperty(TRACES, async traces => {
        for (const { messages } of (await made(traces)).twins) {
          expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant'])
          const [call] = messages[1]?.role === 'assistant' ? messages[1].calls : []
          const result = messages[2]?.role === 'tool' ? JSON.parse(messages[2].text) : {}
          expect(call?.name).toBe('get_order')
          if (call?.arguments.kind === 'parsed' && 'order_id' in result && 'order_id' in call.arguments.value)
            expect(call.arguments.value.order_id).toBe(result.order_id)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same for the same seed, whatever the order of the traces', async () => {
    await fc.assert(
      fc.asyncProperty(TRACES, async traces => {
        const [one, other] = [await made(traces), await made(traces.toReversed())]
        expect(other.twins.map(({ traceId }) => traceId).toSorted()).toEqual(
          one.twins.map(({ traceId }) => traceId).toSorted(),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('shows a model nothing real, and takes no wording of it that loses a value or is a real text', async () => {
    const [first] = fc.sample(
      TRACES.filter(traces => traces.length > 6),
      { numRuns: 1, seed: 1 },
    )
    const traces = first ?? []
    const known = new Set(traces.flatMap(runsOf))
    const shown: string[] = []
    const { reworded } = await made(traces, async request => {
      shown.push(request)
      return ['without any value of it 999', traces[0]?.messages[1]?.text ?? '']
    })
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.flatMap(request => wordsOf(request).join(' ')).filter(each => known.has(each))).toEqual([])
    expect(reworded).toBe(0)
  })
})
