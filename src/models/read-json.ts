import { ProviderError } from '../errors/provider-error.ts'

/**
 * The JSON of a response.
 *
 * @throws {ProviderError} `bad-response`, retryable and perhaps billed, when the text is none: an answer cut short or
 *   a page of something in between.
 */
export async function readJson(response: Response, provider: string): Promise<unknown> {
  const { status } = response
  let text: string
  try {
    text = await response.text()
  } catch {
    throw notJson(provider, status)
  }
  return jsonOf(text, { provider, status })
}

/** The JSON of a response whose text was already read; see `readJson`. */
export function jsonOf(
  text: string,
  { provider, status }: { readonly provider: string; readonly status: number },
): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(provider, status)
  }
}

/** The cause is left out on purpose: the message of a parser quotes the text. */
function notJson(provider: string, status: number): ProviderError {
  return new ProviderError(`Expected JSON from ${provider}, got something else (status ${status})`, {
    provider,
    reason: 'bad-response',
    isRetryable: true,
    mayBeBilled: status === 200,
  })
}
