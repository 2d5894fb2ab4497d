import { propertyOf } from '../property-of.ts'
import { unreadableBatch } from './item-failure.ts'

/**
 * The id of a batch or file, which goes into addresses.
 *
 * @throws {ProviderError} `bad-response` when there is none, or something else than letters, digits, `-` and `_`.
 */
export function batchIdOf(provider: string, value: unknown): string {
  const id = propertyOf(value, 'id')
  if (typeof id !== 'string' || !/^[\w-]{1,200}$/.test(id)) throw unreadableBatch(provider, 'an id')
  return id
}
