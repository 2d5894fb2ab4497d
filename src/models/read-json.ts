import { ProviderError } from '../errors/provider-error.ts'

/**
 * The JSON of a response.
 *
 * @throws {ProviderError} `bad-response`, retryable and perhaps billed, when the text is none: an answer cut short or
 *   a page of something in between.
 */
export async function readJson(response: Response, provider: string): Promise<unknown> {
  try {
    return JSON.parse(await response.text())
  } catch {
    // The cause is left out on purpose: the message of a parser quotes the text.
    throw new ProviderError(
      `Expected JSON from ${provider}, got something else (status ${response.status})`,
      {
        provider,
        reason: 'bad-response',
        isRetryable: true,
        mayBeBilled: response.status === 200,
      },
    )
  }
}
