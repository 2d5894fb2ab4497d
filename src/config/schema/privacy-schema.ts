import { z } from 'zod'
import { flag, integer, listOf, numberBetween, oneOf, textLike, webAddress } from '../fields.ts'
import { type Effects, effective } from './effect.ts'

const FIELD_PATH = textLike(
  /^(?:\/[^/]{1,200}){1,32}$/,
  'a path such as /flags/email, `*` for any one step, `**` for any number',
)

/** What is taken out of a trace before it is kept, and by whom. */
export const privacySchema = z
  .strictObject({
    mode: oneOf(['redact', 'synthetic']).default('redact'),
    ner: oneOf(['names', 'none', 'presidio', 'required']).default('names'),
    presidio: z
      .strictObject({
        url: webAddress(),
        score_threshold: numberBetween(0, 1).default(0.4),
        language: textLike(/^[a-z]{2}$/, 'a language of two letters such as `en`').default('en'),
        allow_private_network: flag().default(false),
      })
      .optional(),
    fields: z
      .strictObject({
        deny: listOf(FIELD_PATH, 'paths such as /flags/email').default([]),
        allow: listOf(FIELD_PATH, 'paths such as /messages/*/calls/*/arguments/pin').default([]),
      })
      .prefault({}),
    surrogates: flag().default(false),
    canaries: listOf(textLike(/^.{6,200}$/s, 'a text of 6 to 200 characters'), 'texts').default([]),
    vault: z
      .strictObject({ enabled: flag().default(false), ttl_days: integer(1, 3650).default(30) })
      .prefault({}),
  })
  .refine(({ ner, presidio }) => presidio !== undefined || (ner !== 'presidio' && ner !== 'required'), {
    path: ['presidio', 'url'],
    error: 'expected the address of a Presidio analyzer, such as http://127.0.0.1:5002',
  })

/** What each key of `privacy` changes. */
export const PRIVACY_EFFECTS: Effects = {
  'privacy.mode': effective(
    'what is kept of a trace: its redacted text, or nothing but synthetic requests made of many',
  ),
  'privacy.ner': effective(
    'who finds names, places and organisations: the built-in detector, a Presidio server beside it, nobody; `required` stops when the server is down',
  ),
  'privacy.presidio.url': effective('where the Presidio analyzer listens'),
  'privacy.presidio.score_threshold': effective('below which confidence the server drops a finding'),
  'privacy.presidio.language': effective('the language the server is told'),
  'privacy.presidio.allow_private_network': effective(
    'whether that server may stand in a private network, then also without TLS',
  ),
  'privacy.fields.deny': effective('which fields of a trace become a token as a whole (docs/privacy.md)'),
  'privacy.fields.allow': effective(
    'which fields named like a secret (`authorization`, `api_key`, `cookie`) are redacted like any other text',
  ),
  'privacy.surrogates': effective('whether made-up values of the same kind stand in the place of tokens'),
  'privacy.canaries': effective('values that must never leave: what holds one is not sent or written'),
  'privacy.vault.enabled': effective(
    'whether what tokens stand for is kept, encrypted, for `tidegate reveal`',
  ),
  'privacy.vault.ttl_days': effective('for how many days it can be revealed'),
}
