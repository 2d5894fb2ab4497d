import type { BatchItem, BatchLimits } from './batch-protocol.ts'

/** What may stand around a body in the request that creates a batch. */
const BYTES_AROUND = 200

/** How much of a batch an item takes up, bytes. */
export function sizeOf({ body }: BatchItem): number {
  return Buffer.byteLength(body) + BYTES_AROUND
}

/**
 * The items in batches within the limits, requests with equal beginnings next to each other. Providers cache
 * beginnings for minutes and work at a batch for hours: neighbours find what the one before them wrote. An item above
 * the limit stands alone, for the provider to refuse.
 *
 * @param itemOf - and `promptOf`: the item, and its prompt in the order it is cached.
 */
export function fillBatches<T>(
  waiting: readonly T[],
  itemOf: (each: T) => BatchItem,
  promptOf: (body: unknown) => readonly unknown[],
  { maxItems, maxBytes }: Pick<BatchLimits, 'maxItems' | 'maxBytes'>,
): readonly (readonly T[])[] {
  const sorted = waiting
    .map(each => ({ each, prompt: JSON.stringify(promptOf(JSON.parse(itemOf(each).body))) }))
    .sort((a, b) => (a.prompt < b.prompt ? -1 : a.prompt > b.prompt ? 1 : 0))
  const batches: T[][] = []
  let bytes = Infinity
  for (const { each } of sorted) {
    const size = sizeOf(itemOf(each))
    const last = batches.at(-1)
    if (last === undefined || last.length >= maxItems || bytes + size > maxBytes) {
      batches.push([each])
      bytes = size
    } else {
      last.push(each)
      bytes += size
    }
  }
  return batches
}
