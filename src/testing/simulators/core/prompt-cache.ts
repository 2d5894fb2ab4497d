import { createHash } from 'node:crypto'
import { countTokens } from './count-tokens.ts'

/** One block of a prompt, in the order the vendor caches; `lifetime` marks the prefix up to its end as cacheable. */
export type PromptBlock = {
  readonly text: string
  readonly lifetime?: string | undefined
}

/** Where the input tokens of one request came from; the parts sum to all of them. */
export type CachedInput = {
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: { readonly [lifetime: string]: number }
}

export type CacheMoment = {
  /** Caches are apart for each of these: key and model. */
  readonly scope: string
  readonly nowMs: number
  /** What this request writes can be read from then on. */
  readonly readyAtMs: number
}

type Entry = { readonly readyAtMs: number; readonly expiresAtMs: number; readonly ttlMs: number }

/** A vendor's prompt cache on its simulator's clock. */
export interface PromptCache {
  /**
   * Marked prefixes: the longest one in the cache is read, what follows up to the last mark is written.
   *
   * @param minTokens - shorter prefixes are not cached, without an error.
   */
  readMarked(
    blocks: readonly PromptBlock[],
    options: CacheMoment & { readonly minTokens: number; readonly ttlMsOf: (lifetime: string) => number },
  ): CachedInput
  /**
   * The longest prefix seen before, in steps of `stepTokens` from `minTokens` on, is read; nothing is charged for
   * writing.
   */
  readSeen(
    text: string,
    options: CacheMoment & {
      readonly minTokens: number
      readonly stepTokens: number
      readonly ttlMs: number
    },
  ): { readonly inputTokens: number; readonly cacheReadTokens: number }
}

/** So many blocks before a mark are looked up too (Anthropic's prompt caching documentation). */
const LOOK_BACK_BLOCKS = 20

/** An empty prompt cache. Reading an entry renews it. */
export function createPromptCache(): PromptCache {
  const entries = new Map<string, Entry>()
  const isAlive = (id: string, { nowMs }: CacheMoment): boolean => {
    const entry = entries.get(id)
    return entry !== undefined && entry.readyAtMs <= nowMs && nowMs < entry.expiresAtMs
  }
  const write = (id: string, ttlMs: number, moment: CacheMoment): void => {
    const before = isAlive(id, moment) ? entries.get(id) : undefined
    const readyAtMs = before?.readyAtMs ?? moment.readyAtMs
    entries.set(id, { readyAtMs, expiresAtMs: moment.readyAtMs + ttlMs, ttlMs })
  }
  return {
    readMarked(blocks, options) {
      const ends = prefixEnds(blocks, options.scope)
      const total = ends.at(-1)?.tokens ?? 0
      const marks = blocks.flatMap(({ lifetime }, index) => {
        const end = ends[index]
        const isLongEnough = end !== undefined && end.tokens >= options.minTokens
        return lifetime === undefined || !isLongEnough ? [] : [{ ...end, index, lifetime }]
      })
      const found = marks
        .toReversed()
        .flatMap(({ index }) => ends.slice(Math.max(0, index - LOOK_BACK_BLOCKS), index + 1).toReversed())
        .find(end => isAlive(end.id, options))
      let cached = found?.tokens ?? 0
      if (found !== undefined) {
        write(found.id, entries.get(found.id)?.ttlMs ?? 0, { ...options, readyAtMs: options.nowMs })
      }
      const cacheWriteTokens: Record<string, number> = {}
      for (const { id, tokens, lifetime } of marks) {
        if (tokens <= cached) continue
        cacheWriteTokens[lifetime] = (cacheWriteTokens[lifetime] ?? 0) + tokens - cached
        cached = tokens
        write(id, options.ttlMsOf(lifetime), options)
      }
      return { inputTokens: total - cached, cacheReadTokens: found?.tokens ?? 0, cacheWriteTokens }
    },
    readSeen(text, options) {
      const total = countTokens(text)
      const steps = stepEnds(text, options)
      const found = steps.findLast(end => isAlive(end.id, options))
      for (const { id } of steps) write(id, options.ttlMs, options)
      const cacheReadTokens = found?.tokens ?? 0
      return { inputTokens: total - cacheReadTokens, cacheReadTokens }
    },
  }
}

type PrefixEnd = { readonly id: string; readonly tokens: number }

function prefixEnds(blocks: readonly PromptBlock[], scope: string): readonly PrefixEnd[] {
  const hash = createHash('sha256').update(scope)
  let tokens = 0
  return blocks.map(({ text }) => {
    hash.update(`${Buffer.byteLength(text)}:`).update(text)
    tokens += countTokens(text)
    return { id: hash.copy().digest('hex'), tokens }
  })
}

function stepEnds(
  text: string,
  options: CacheMoment & { readonly minTokens: number; readonly stepTokens: number },
): readonly PrefixEnd[] {
  const bytes = Buffer.from(text, 'utf8')
  const hash = createHash('sha256').update(options.scope)
  const ends: PrefixEnd[] = []
  let at = 0
  for (let tokens = options.minTokens; tokens * 4 <= bytes.length; tokens += options.stepTokens) {
    hash.update(bytes.subarray(at, tokens * 4))
    at = tokens * 4
    ends.push({ id: hash.copy().digest('hex'), tokens })
  }
  return ends
}
