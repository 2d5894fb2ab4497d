import { z } from 'zod'
import { integer, oneOf, text } from '../fields.ts'
import { TRACE_FORMATS } from '../trace-formats.ts'
import { type Effects, effective } from './effect.ts'
import { fieldMapSchema, pointer } from './field-map-schema.ts'

const PATHS_EXPECTED = 'expected a path, or a list of paths'
const path = text('a path')
/** One path or several. */
export const pathsSchema = z.union([path, z.array(path).min(1, { error: PATHS_EXPECTED })], {
  error: PATHS_EXPECTED,
})

/** Trace files as a block; the plain-text form is written out before this is used. */
export const traceFilesSchema = z.strictObject({
  format: oneOf(TRACE_FORMATS).optional(),
  path: pathsSchema,
  max_rejected: integer(0, 1_000_000_000).optional(),
  intent: pointer.optional(),
  map: fieldMapSchema.optional(),
})

/** Trace files as the file names them. */
export type TraceFiles = z.output<typeof traceFilesSchema>

const TRACE_FILES = {
  format:
    'how files are read: `auto` (what each file holds decides), `messages` (through `map`), or a format of docs/sources.md',
  path: 'which files are read: paths and globs, `-` for standard input',
  max_rejected: 'how many malformed rows stop the import',
  intent: 'the pointer to the text that is embedded',
  'map.id': 'the pointer to the trace id, or several, joined with `:`',
  'map.messages': 'the pointer to the list of chat messages',
  'map.message.role':
    'the pointer, within a message, to who speaks, where messages have other keys than `role` and `content`',
  'map.message.text': 'the pointer, within a message, to what is said',
  'map.message.roles': 'what the words for a role mean: `USER: user`',
  'map.message.calls': 'the pointer, within a message, to a list whose items with a name are calls of tools',
  'map.message.call_name': 'the pointer, within such an item, to the name of the tool',
  'map.message.call_arguments': 'the pointer, within such an item, to the arguments',
  'map.message.call_result':
    'the pointer, within such an item, to what the tool gave back, before the message was said',
  'map.outcome': 'the pointer to the recorded success, 0 to 1',
  'map.started_at': 'the pointer to the start time, which decides the window',
  'map.latency_ms': 'the pointer to the latency in milliseconds',
  'map.cost_usd': 'the pointer to the cost in US dollars',
  'map.model': 'the pointer to the name of the model that answered',
  'map.finish': 'the pointer to how the trace ended',
  'map.session_id': 'the pointer to the session, within which errors are correlated',
  'map.customer_id': 'the pointer to the customer',
  'map.customer_tier': "the pointer to the customer's plan or tier, which slices are made by",
  'map.language': 'the pointer to the language of the request, which slices are made by; else it is detected',
  'map.flags': 'the pointer to the feature-flag states',
  'map.tools': 'the pointer to the tools offered, against which calls are checked',
  'map.expected': 'the pointer to the calls known to be right',
  'map.intent': 'the pointer to the text that is embedded',
  'map.support_flag': 'the pointer to what support said about the trace',
}

/** What each key of a block of trace files changes; `side` is whose traces they are. */
export function traceFilesEffects(prefix: string, side: string): Effects {
  return Object.fromEntries(
    Object.entries(TRACE_FILES).map(([key, controls]) => [
      `${prefix}.${key}`,
      effective(`${side}: ${controls}`),
    ]),
  )
}
