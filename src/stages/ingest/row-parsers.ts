import { ConfigError } from '../../errors/config-error.ts'
import type { IsForbiddenId } from './parse-id.ts'
import type { RowParser } from './parse-trace.ts'
import type { SourceSpec } from './source-spec.ts'
import { createCanonicalParser } from './sources/canonical.ts'
import { createMessagesParser } from './sources/messages.ts'

/**
 * The parser of rows that are whole traces: canonical ones, or mapped ones.
 *
 * @throws {ConfigError} when rows are to be mapped and there is no mapping, or a wrong one.
 */
export function createRowParser(
  format: 'canonical' | 'messages',
  source: SourceSpec,
  isForbiddenId: IsForbiddenId,
): RowParser {
  if (format === 'canonical') return createCanonicalParser(source.intentPointer, isForbiddenId)
  if (source.map === undefined) {
    throw new ConfigError(
      'Expected `map` with at least `id` and `messages` for `format: messages`, got none',
      {
        path: 'source.map',
        hint: 'See docs/trace-format.md for an example.',
      },
    )
  }
  return createMessagesParser(source.map, source.intentPointer, isForbiddenId)
}
