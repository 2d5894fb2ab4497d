import { describe, expect, it } from 'vitest'
import type { RedactedText } from '../../../records/redacted-text.ts'
import { createMemoryStore } from '../../../store/memory/create-memory-store.ts'
import type { RunStore } from '../../../store/run-store.ts'
import { type PlantedIntent, plantedWeek, strays } from './__fixtures__/planted-week.ts'
import { type FollowWeekInput, followWeek } from './follow-week.ts'
import { keepModel } from './keep-model.ts'
import { parseStratumModel } from './serialise-stratum-model.ts'

const WEEK_MS = 7 * 86_400_000

const USUAL: readonly PlantedIntent[] = [
  { topic: 'refund', count: 120 },
  { topic: 'parcel', count: 90 },
  { topic: 'password', count: 80 },
  // Two ways of asking that are one cluster until users tell them apart.
  { topic: 'gift', count: 60, cluster: 'gift cards', spread: 0.5 },
]

type Changes = { readonly hasAlarm?: boolean; readonly embeddingModelId?: string }

async function follow(
  store: RunStore,
  week: number,
  planted: readonly PlantedIntent[],
  changes: Changes = {},
) {
  const input = inputOf(store, week, planted, changes)
  const followed = await followWeek(input)
  const kept = await keepModel(input, followed, changes.hasAlarm ?? false)
  const idOf = new Map(followed.strata.strata.map(({ id, label }) => [label, id]))
  return { ...followed, kept, idOf }
}

function inputOf(
  store: RunStore,
  week: number,
  planted: readonly PlantedIntent[],
  changes: Changes = {},
): FollowWeekInput {
  const startMs = week * WEEK_MS
  const { embeddings, ...rest } = plantedWeek(`week${week}`, planted, startMs)
  return {
    ...rest,
    window: { startMs, endMs: startMs + WEEK_MS },
    embeddingModelId: changes.embeddingModelId ?? 'planted',
    lexicalFit: undefined,
    loadFit: undefined,
    embedInSpace: async () => embeddings,
    store,
  }
}

describe('followWeek', () => {
  it('has nothing to compare the first week with, and keeps a model of it', async () => {
    const store = createMemoryStore()
    const { weeks, shares, strata, kept } = await follow(store, 0, USUAL)
    expect(weeks).toMatchObject({ model: undefined, isNewSpace: false, events: [], unassigned: undefined })
    expect(shares).toBeUndefined()
    expect(strata.strata.map(({ id }) => id)).toEqual(['c01', 'c02', 'c03', 'c04'])
    expect(kept).toEqual({ modelId: store.latestModel()?.modelId, change: 'first' })
  })

  it('keeps the ids of a quiet week although the sizes, and so the order, changed', async () => {
    const store = createMemoryStore()
    const first = await follow(store, 0, [...USUAL, ...strays('0', 20)])
    const reordered = USUAL.map(intent => ({ ...intent, count: 200 - intent.count }))
    const { idOf, weeks } = await follow(store, 1, [...reordered, ...strays('1', 20)])
    expect(Object.fromEntries(idOf)).toEqual(Object.fromEntries(first.idOf))
    expect(weeks.events).toEqual([])
    expect(weeks.matches.every(({ jaccard, cost }) => jaccard > 0.7 && cost < 0.1)).toBe(true)
    expect(weeks.model?.modelId).toBe(first.kept.modelId)
  })

  it('names one new, one vanished and one split intent, and keeps all other ids', async () => {
    const store = createMemoryStore()
    const { idOf } = await follow(store, 0, [...USUAL, ...strays('0', 20)])
    const second = await follow(store, 1, [
      { topic: 'refund', count: 110 },
      { topic: 'parcel', count: 95 },
      { topic: 'warranty', count: 70 },
      { topic: 'gift', count: 40, cluster: 'buy gift cards', spread: 0.4 },
      { topic: 'gift', count: 30, cluster: 'redeem gift cards', spread: 0.5 },
      ...strays('1', 20),
    ])
    const { events } = second.weeks
    expect(events.map(({ kind }) => kind)).toEqual(['new', 'vanished', 'split'])
    expect(events[0]).toMatchObject({ kind: 'new', id: 'c05', label: 'warranty', size: 70, sizeBefore: 0 })
    expect(events[1]).toMatchObject({
      kind: 'vanished',
      id: idOf.get('password'),
      label: 'password',
      assigned: 0,
    })
    expect(events[2]).toMatchObject({ kind: 'split', from: idOf.get('gift cards') })
    expect(events[2]?.kind === 'split' && new Set(events[2].into)).toEqual(
      new Set([second.idOf.get('buy gift cards'), second.idOf.get('redeem gift cards')]),
    )
    expect(second.idOf.get('refund')).toBe(idOf.get('refund'))
    expect(second.idOf.get('parcel')).toBe(idOf.get('parcel'))
    // One part of the split keeps the id of the whole.
    const parts = [second.idOf.get('buy gift cards'), second.idOf.get('redeem gift cards')]
    expect(parts.filter(id => id === idOf.get('gift cards'))).toHaveLength(1)
    expect(second.shares?.refitClusters).toMatchObject([
      { label: 'warranty', size: 70, fromUnassigned: 70, referenceCount: 0 },
    ])
  })

  it('tells a cloud that was always there from a new intent', async () => {
    const store = createMemoryStore()
    await follow(store, 0, [...USUAL, { topic: 'warranty', count: 70, cluster: 'noise' }])
    const { weeks } = await follow(store, 1, [...USUAL, { topic: 'warranty', count: 70 }])
    const [event] = weeks.events
    expect(event).toMatchObject({ kind: 'new', label: 'warranty' })
    expect(event?.kind === 'new' ? event.sizeBefore : undefined).toBeGreaterThan(55)
  })

  it('follows a request that is sent again and again, which is one reference and has no neighbours', async () => {
    const store = createMemoryStore()
    const weekOf = (week: number) => {
      const planted = plantedWeek(
        `week${week}`,
        [...USUAL, { topic: 'ping', count: 40, spread: 0 }],
        week * WEEK_MS,
      )
      const { members } = planted.strata.strata.find(({ label }) => label === 'ping') ?? { members: [] }
      const isPing = new Set<string>(members)
      const intents = planted.intents.map(intent =>
        isPing.has(intent.traceId) ? { ...intent, text: 'ping' as RedactedText } : intent,
      )
      return {
        ...inputOf(store, week, USUAL),
        ...planted,
        intents,
        embedInSpace: async () => planted.embeddings,
      }
    }
    const first = weekOf(0)
    await keepModel(first, await followWeek(first), false)
    const { weeks, shares } = await followWeek(weekOf(1))
    expect(weeks.events).toEqual([])
    const counts = [shares?.reference, shares?.current].map(
      window => window?.strata.find(({ label }) => label === 'ping')?.count,
    )
    expect(counts).toEqual([40, 40])
  })

  it('names a merger', async () => {
    const store = createMemoryStore()
    const halves: readonly PlantedIntent[] = [
      { topic: 'gift', count: 50, cluster: 'buy' },
      { topic: 'voucher', count: 40, cluster: 'redeem' },
    ]
    const first = await follow(store, 0, [...USUAL.slice(0, 3), ...halves])
    const whole = halves.map(half => ({ ...half, cluster: 'gift cards' }))
    const second = await follow(store, 1, [...USUAL.slice(0, 3), ...whole])
    const merged = second.weeks.events.find(({ kind }) => kind === 'merged')
    expect(merged).toEqual({
      kind: 'merged',
      from: expect.arrayContaining([first.idOf.get('buy'), first.idOf.get('redeem')]),
      into: second.idOf.get('gift cards'),
      label: 'gift cards',
    })
    expect(second.weeks.events).toHaveLength(1)
  })

  it('never gives the id of a vanished stratum to another one', async () => {
    const store = createMemoryStore()
    await follow(store, 0, USUAL)
    await follow(store, 1, USUAL.slice(0, 3), { hasAlarm: true })
    const { idOf } = await follow(store, 2, [...USUAL.slice(0, 3), { topic: 'warranty', count: 70 }])
    expect(idOf.get('warranty')).toBe('c05')
  })

  it('finds a new cluster again under its id while the model is kept', async () => {
    const store = createMemoryStore()
    await follow(store, 0, USUAL)
    const more = [...USUAL, { topic: 'warranty', count: 50 }, { topic: 'invoice', count: 40 }]
    const second = await follow(store, 1, more)
    const third = await follow(store, 2, more.toReversed())
    expect([second.kept.change, third.kept.change]).toEqual(['kept', 'kept'])
    expect([second.idOf.get('warranty'), second.idOf.get('invoice')]).toEqual(['c05', 'c06'])
    expect(Object.fromEntries(third.idOf)).toEqual(Object.fromEntries(second.idOf))
  })

  it('says the same when a week is run again', async () => {
    const store = createMemoryStore()
    await follow(store, 0, USUAL)
    const more = [...USUAL, { topic: 'warranty', count: 50 }]
    for (const hasAlarm of [false, true]) {
      const once = await follow(store, 1, more, { hasAlarm })
      const model = store.model(once.kept.modelId)
      const again = await follow(store, 1, more, { hasAlarm })
      expect([again.strata, again.weeks, again.kept]).toEqual([once.strata, once.weeks, once.kept])
      expect(store.model(again.kept.modelId)).toEqual(model)
    }
    // The first week knows of no other, even now.
    expect((await follow(store, 0, USUAL)).weeks.model).toBeUndefined()
  })

  it('fits a new model on an alarm, after four weeks, and not in between', async () => {
    const store = createMemoryStore()
    await follow(store, 0, USUAL)
    const changes = []
    for (const week of [1, 2, 3, 4]) changes.push((await follow(store, week, USUAL)).kept.change)
    expect(changes).toEqual(['kept', 'kept', 'kept', 'monthly'])
    expect((await follow(store, 5, USUAL, { hasAlarm: true })).kept.change).toBe('alarm')
  })

  it('starts a new series when the embedding model changed, with numbers never used before', async () => {
    const store = createMemoryStore()
    await follow(store, 0, USUAL)
    const { weeks, strata, kept } = await follow(store, 1, USUAL, { embeddingModelId: 'other' })
    expect(weeks).toMatchObject({ model: undefined, isNewSpace: true, events: [] })
    expect(strata.strata.map(({ id }) => id)).toEqual(['c05', 'c06', 'c07', 'c08'])
    expect(kept.change).toBe('new-space')
  })

  it('hands drift both weeks counted by the same rule, by day', async () => {
    const store = createMemoryStore()
    await follow(store, 0, [...USUAL, ...strays('0', 20)])
    const { shares, weeks } = await follow(store, 1, [...USUAL.slice(1), ...strays('1', 20)])
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
    expect(sum(shares?.reference.strata.map(({ count }) => count) ?? [])).toBe(370)
    expect(sum(shares?.current.strata.map(({ count }) => count) ?? [])).toBe(250)
    expect(shares?.current.strata.map(({ stratumId }) => stratumId)).toEqual([
      'c01',
      'c02',
      'c03',
      'c04',
      'noise',
    ])
    expect(shares?.current.days.map(({ day }) => day)[0]).toBe('1970-01-08')
    expect(sum(shares?.current.days.flatMap(({ counts }) => counts) ?? [])).toBe(250)
    const unassigned = shares?.current.strata.at(-1)?.count ?? 0
    expect(weeks.unassigned).toBe(unassigned / 250)
  })

  it('compares nothing when traces have no times', async () => {
    const store = createMemoryStore()
    await follow(store, 0, USUAL)
    const input = { ...inputOf(store, 1, USUAL), window: undefined }
    expect((await followWeek(input)).weeks.model).toBeUndefined()
  })

  it('stops on a damaged model instead of starting a new series', async () => {
    const store = createMemoryStore()
    const { kept } = await follow(store, 0, USUAL)
    const row = store.model(kept.modelId)
    const bytes = row?.bytes ?? new Uint8Array()
    bytes[bytes.length - 20]! ^= 1
    store.putModel({ modelId: kept.modelId, windowEndMs: row?.windowEndMs, bytes })
    await expect(follow(store, 1, USUAL)).rejects.toThrow('is damaged')
    expect(() => parseStratumModel(bytes, 'here')).toThrow('damaged')
  })
})
