import { createHash } from 'node:crypto'

/**
 * What the ids of equal requests of a run begin with, `<run8>-<item16>`: the same in every process, so that what a
 * killed process asked for is found again. With `-<n>`, the number of the request among its equals, it is a custom id
 * and fits `^[a-zA-Z0-9_-]{1,64}$` (Anthropic).
 *
 * @param path - of the live call; it can name the model.
 */
export function requestIdOf(runId: string, path: string, body: string): string {
  return `${runMarkOf(runId)}-${digestOf(`${path}\n${body}`, 16)}`
}

/** The name of an attempt to create a batch of these requests: `<run8>-<items16>`. */
export function markerOf(runId: string, customIds: readonly string[]): string {
  return `${runMarkOf(runId)}-${digestOf(customIds.join('\n'), 16)}`
}

function runMarkOf(runId: string): string {
  return digestOf(runId, 8)
}

function digestOf(text: string, characters: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, characters)
}
