import { ProviderError } from '../errors/provider-error.ts'

/** What is thrown of a reply that came and cannot be used: it may be billed, and asking again is no help. */
export function unusableReply(provider: string, expected: string, found: string | number): ProviderError {
  return new ProviderError(`Expected ${expected} from ${provider}, got ${found}`, {
    provider,
    reason: 'bad-response',
    isRetryable: false,
    mayBeBilled: true,
  })
}
