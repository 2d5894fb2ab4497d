import { beforeAll, describe, expect, it } from 'vitest'
import type { Embeddings } from '../../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../../records/ids.ts'
import type { Intent } from '../../../records/intent.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { IntentSpec } from '../../../simulate/intent-spec.ts'
import { SIMULATED_INTENTS, simulateWeek } from '../../../simulate/simulate-week.ts'
import { createMemoryStore } from '../../../store/memory/create-memory-store.ts'
import type { RunStore } from '../../../store/run-store.ts'
import { stratify } from '../stratify.ts'
import { type FollowedWeek, type FollowWeekInput, followWeek } from './follow-week.ts'
import { keepModel } from './keep-model.ts'

const DIMENSIONS = 256
const TRACES = 1500
const WEEK_MS = 7 * 86_400_000
const FIRST_END_MS = Date.UTC(2026, 10, 15)
const CLUSTERING = { algorithm: 'hdbscan', space: 'spectral', minClusterSize: 15, minSamples: 6 } as const

/** Before: no store hours yet. After: nobody moves house any more. */
const BEFORE = scaled(SIMULATED_INTENTS.filter(({ name }) => name !== 'store hours'))
const AFTER = scaled(SIMULATED_INTENTS.filter(({ name }) => name !== 'update address'))

function scaled(intents: readonly IntentSpec[]): readonly IntentSpec[] {
  const total = intents.reduce((sum, { share }) => sum + share, 0)
  return intents.map(intent => ({ ...intent, share: intent.share / total }))
}

/** Words hashed into a few signed coordinates: enough to tell the simulated intents apart, and instant. */
function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const word of text.toLowerCase().match(/[a-z]{4,}/g) ?? []) {
    let hash = 2166136261
    for (const character of word) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0
    vector[hash % DIMENSIONS]! += (hash >>> 16) % 2 === 0 ? 1 : -1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map(value => value / length)
}

async function follow(store: RunStore, week: number, intents: readonly IntentSpec[]) {
  const input = await inputOf(store, week, intents)
  const followed = await followWeek(input)
  await keepModel(input, followed, (followed.shares?.refitClusters.length ?? 0) > 0)
  const texts = new Map(input.intents.map(({ traceId, text }) => [traceId, text]))
  return { ...followed, texts }
}

async function inputOf(
  store: RunStore,
  week: number,
  specs: readonly IntentSpec[],
): Promise<FollowWeekInput> {
  const endsAtMs = FIRST_END_MS + week * WEEK_MS
  const seed = `week ${week}`
  const options = { seed, candidate: 'healthy', traces: TRACES, adversarial: 0, suite: 0, endsAtMs } as const
  const { baseline } = simulateWeek({ ...options, intents: specs })
  const intents = baseline.map(
    (row): Intent => ({
      traceId: `${week}/${row.trace_id}` as TraceId,
      text: (row.messages[1]?.content ?? '') as RedactedText,
    }),
  )
  const embeddings: Embeddings = {
    traceIds: intents.map(({ traceId }) => traceId),
    vectors: {
      data: Float32Array.from(intents.flatMap(({ text }) => [...vectorOf(text)])),
      rows: intents.length,
      columns: DIMENSIONS,
    },
    modelId: 'hashed-words',
  }
  return {
    intents,
    strata: await stratify(embeddings, intents, CLUSTERING),
    window: { startMs: endsAtMs - WEEK_MS, endMs: endsAtMs },
    startedAtMs: new Map(
      intents.map(({ traceId }, at) => [traceId, Date.parse(baseline[at]?.started_at ?? '')]),
    ),
    embeddingModelId: embeddings.modelId,
    lexicalFit: undefined,
    loadFit: undefined,
    embedInSpace: async () => embeddings,
    store,
  }
}

type Followed = FollowedWeek & { readonly texts: ReadonlyMap<TraceId, string> }

/** The strata at least 80% of whose requests match. */
function strataAbout(pattern: RegExp, { strata, texts }: Followed): readonly StratumId[] {
  return strata.strata
    .filter(({ kind }) => kind === 'cluster')
    .filter(({ members }) => {
      const hits = members.filter(member => pattern.test(texts.get(member) ?? '')).length
      return hits >= 0.8 * members.length
    })
    .map(({ id }) => id)
}

const STORE_HOURS = /\b(store|shop)\b/
const ORDER_STATUS = /^(?!.*(refund|money back|exchange|swap|dispute|points)).*\bA\d{5}/
const ADDRESS = /address/

describe('two demo weeks, clustered for themselves', () => {
  let first: Followed
  let second: Followed

  beforeAll(async () => {
    const store = createMemoryStore()
    first = await follow(store, 0, BEFORE)
    second = await follow(store, 1, AFTER)
  })

  it('names the new intent and hands it to the alarm, with nothing of the kind before', () => {
    const about = strataAbout(STORE_HOURS, second)
    expect(about.length).toBeGreaterThan(0)
    for (const id of about) {
      expect(second.weeks.events).toContainEqual(expect.objectContaining({ kind: 'new', id }))
      expect(first.strata.strata.map(stratum => stratum.id)).not.toContain(id)
    }
    const alarms = second.shares?.refitClusters ?? []
    expect(
      alarms
        .filter(({ label }) => /store|shop|open|hour/.test(label))
        .map(({ referenceCount }) => referenceCount),
    ).toContain(0)
  })

  it('names the vanished intent, to which hardly a trace is assigned any more', () => {
    const about = strataAbout(ADDRESS, first)
    expect(about.length).toBeGreaterThan(0)
    for (const id of about) {
      const event = second.weeks.events.find(each => each.kind === 'vanished' && each.id === id)
      expect(event?.kind === 'vanished' && event.assignedBefore > 20 && event.assigned <= 2).toBe(true)
    }
  })

  it('keeps the ids of what stayed', () => {
    for (const pattern of [ORDER_STATUS, /password/, /points/]) {
      const kept = strataAbout(pattern, second).filter(id => strataAbout(pattern, first).includes(id))
      expect(kept.length).toBeGreaterThan(0)
    }
    const { weeks } = second
    expect(weeks.matches.length).toBeGreaterThan(5)
  })
})
