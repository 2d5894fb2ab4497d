import type { Intent } from '../records/intent.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { languageOf } from '../text/language-of.ts'

/** Share of requests in other languages from which strata can no longer be trusted to follow intents. */
const MOST_FOREIGN = 0.1
/** Requests looked at, spread over all: enough for the share to two digits. */
const MOST_READ = 4000

/**
 * A sentence when more than a tenth of the requests are not in English, which is all the local embedding model knows; else undefined.
 * The language is the source's own word for it, or detected; requests whose language does not show count on neither side.
 */
export function foreignWarning(
  traces: readonly RedactedTrace[],
  intents: readonly Intent[],
): string | undefined {
  const step = Math.max(1, Math.ceil(intents.length / MOST_READ))
  const counts = new Map<string, number>()
  for (let index = 0; index < intents.length; index += step) {
    const language = traces[index]?.language ?? languageOf(intents[index]?.text ?? '')
    if (language !== 'und') counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const share = known === 0 ? 0 : 1 - (counts.get('en') ?? 0) / known
  if (share <= MOST_FOREIGN) return undefined
  const others = [...counts].filter(([language]) => language !== 'en')
  const named = others.toSorted(([, left], [, right]) => right - left).slice(0, 3)
  const list = named.map(([language, count]) => `${language} ${percent(count / known)}`).join(', ')
  return (
    `${percent(share)} of the requests are not in English (${list}); the local embedding model knows English only, so their strata may follow ` +
    'the language instead of the intent. Name a multilingual model: `sampling.embedding_model: text-embedding-3-large`, or `models.embedding.transformers`'
  )
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
