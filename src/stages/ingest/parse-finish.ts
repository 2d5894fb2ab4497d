import type { Finish } from '../../records/trace.ts'
import { isAbsent, type Located, requireString } from './located.ts'

const KNOWN: ReadonlyMap<string, Exclude<Finish['kind'], 'unknown'>> = new Map([
  ...words('completed', 'completed complete done stop stopped user-stop agent-stop end-turn'),
  ...words('step-limit', 'step-limit max-steps max-turns max-iterations length-of-run'),
  ...words('timeout', 'timeout timed-out'),
  ...words('error', 'error too-many-errors agent-error'),
])

/**
 * How the whole trace ended, from the source's word for it; undefined when the row says nothing. A word
 * we do not know is kept and counted by the reader of the trace.
 *
 * @throws {RowError} when it is not a string.
 */
export function parseFinish(located: Located): Finish | undefined {
  if (isAbsent(located)) return undefined
  const text = requireString(located).trim()
  if (text === '') return undefined
  const kind = KNOWN.get(text.toLowerCase().replaceAll(/[\s_]+/g, '-'))
  return kind === undefined ? { kind: 'unknown', word: asWord(text) } : { kind }
}

/** The text when it is one short word, else `other`: the word is shown unredacted, so free text must not pass. */
export function asWord(text: string): string {
  return /^[\w.-]{1,64}$/.test(text) ? text : 'other'
}

function words<const Kind>(kind: Kind, spellings: string): [string, Kind][] {
  return spellings.split(' ').map(spelling => [spelling, kind])
}
