import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fillBatches, sizeOf } from './fill-batches.ts'

const bodies = fc.array(
  fc.record({ system: fc.constantFrom('one', 'two', 'three'), text: fc.string({ maxLength: 400 }) }),
  { maxLength: 60 },
)
const promptOf = (body: unknown): readonly unknown[] => Object.values(body as object)

it('every request is in one batch, within the limits, and its neighbours begin like it', () => {
  fc.assert(
    fc.property(
      bodies,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 4_000 }),
      (all, maxItems, maxBytes) => {
        const items = all.map((body, n) => ({ customId: String(n), body: JSON.stringify(body) }))
        const batches = fillBatches(items, item => item, promptOf, { maxItems, maxBytes })
        const sent = batches.flat()
        expect(sent.map(item => item.customId).toSorted()).toEqual(
          items.map(item => item.customId).toSorted(),
        )
        for (const batch of batches) {
          const bytes = batch.reduce((sum, item) => sum + sizeOf(item), 0)
          expect(batch.length).toBeLessThanOrEqual(maxItems)
          expect(batch.length === 1 || bytes <= maxBytes).toBe(true)
        }
        const systems = sent.map(item => (JSON.parse(item.body) as { system: string }).system)
        const changes = systems.filter((system, at) => system !== systems[at - 1]).length
        expect(changes).toBe(new Set(systems).size)
      },
    ),
  )
})
