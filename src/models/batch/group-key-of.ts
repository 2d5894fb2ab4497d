import { createHash } from 'node:crypto'
import type { ModelRequest } from '../language-model.ts'

/**
 * A key of the request's structure: equal for equal system prompt, answer schema, tools and sequence of call names.
 * Keys with the same system prompt and schema sort together, and among these those with the same tools.
 */
export function groupKeyOf(
  request: Pick<ModelRequest, 'system' | 'tools' | 'answerSchema' | 'messages'>,
): string {
  const { system, tools, answerSchema, messages } = request
  const callNames = messages.flatMap(message =>
    message.role === 'assistant' ? message.calls.map(call => call.name) : [],
  )
  const parts = [[system ?? null, answerSchema ?? null], tools ?? [], callNames]
  return parts.map(part => digestOf(JSON.stringify(part))).join('-')
}

/**
 * The items with those of equal keys next to each other, groups in the order of their first item. For requests that are
 * worked at one after the other over hours. Of live calls many are under way at once, and none of them finds what its
 * neighbours are only writing: those are better left mixed (`npm run bench -- cached-share`).
 */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...Map.groupBy(items, keyOf).values()].flat()
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
