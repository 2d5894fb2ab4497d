import { ProviderError } from '../errors/provider-error.ts'

/** What a side that answers live was asked and did not answer. */
export interface LiveFailures {
  asked(): void
  /** Why a request got no answer. */
  failed(why: string): void
  /**
   * The sentence a person must see when some requests got no answer; undefined when all did.
   *
   * @throws {ProviderError} when not one did: a wrong name, address or parameter answered nothing. Counted as losses, a
   *   baseline like that would pass every candidate.
   */
  account(): string | undefined
}

/** The failures of one side. */
export function createLiveFailures(side: 'candidate' | 'baseline', name: string): LiveFailures {
  let asked = 0
  let failed = 0
  let last = ''
  return {
    asked() {
      asked += 1
    },
    failed(why) {
      failed += 1
      last = why
    },
    account() {
      if (failed === 0) return undefined
      if (failed === asked) {
        throw new ProviderError(
          `Expected the ${side} ${name} to answer at least one of ${asked} requests, got no answer: ${last}`,
          {
            provider: name,
            reason: 'bad-response',
            isRetryable: false,
            endsRun: true,
            hint: 'a side that answers nothing is not compared: look at its name, address, key and parameters',
          },
        )
      }
      const favour = side === 'baseline' ? ', in favour of the candidate' : ''
      return `${side}: ${name} did not answer ${failed} of ${asked} requests (the last: ${last}): each counts as a failure of the ${side}${favour}`
    },
  }
}
