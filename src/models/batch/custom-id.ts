import { createHash } from 'node:crypto'

/**
 * The id of one request of a batch, `<run8>-<item16>-<n>`: the same for the same request of the same run, in every
 * process, so that what a killed process asked for is found again. Fits `^[a-zA-Z0-9_-]{1,64}$` (Anthropic).
 *
 * @param url - of the live call; it can name the model.
 * @param n - how many equal requests of this run came before.
 */
export function customIdOf(runId: string, url: string, body: string, n: number): string {
  return `${runMarkOf(runId)}-${digestOf(`${url}\n${body}`, 16)}-${n}`
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
