import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalEmbeddingModel } from '../../src/models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../../src/models/local/create-lsa-model.ts'
import type { Embeddings } from '../../src/records/embeddings.ts'
import type { TraceId } from '../../src/records/ids.ts'
import type { Intent } from '../../src/records/intent.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'
import { embed } from '../../src/stages/embed/embed.ts'
import type { LabelledSet } from './sets.ts'

export type EmbeddedSet = {
  readonly set: LabelledSet
  /** One per request, in its order; `traceIds` are the positions, padded so that they sort alike. */
  readonly embeddings: Embeddings
  readonly intents: readonly Intent[]
}

/**
 * A labelled set with its vectors in the space the local model and the lexical model span together, as in a run.
 *
 * @param cacheFolder - keeps vectors between runs, named by what determines them; made when absent.
 */
export async function embeddedSet(set: LabelledSet, cacheFolder: string): Promise<EmbeddedSet> {
  const intents = set.requests.map(
    ({ text }, at): Intent => ({
      traceId: `t${String(at).padStart(6, '0')}` as TraceId,
      // Public benchmark text: there is nobody to protect.
      text: text as RedactedText,
    }),
  )
  const model = createLocalEmbeddingModel({ processes: 2 })
  const lexical = createLsaModel()
  const key = createHash('sha256').update(`${model.modelId}\0${lexical.modelId}`)
  for (const { text } of intents) key.update('\0').update(text)
  const file = join(cacheFolder, `${set.name}-${key.digest('hex').slice(0, 16)}.f32`)
  const traceIds = intents.map(({ traceId }) => traceId)
  if (existsSync(file)) {
    const bytes = readFileSync(file)
    const data = new Float32Array(new Uint8Array(bytes).buffer)
    const columns = data.length / intents.length
    return {
      set,
      intents,
      embeddings: { traceIds, vectors: { data, rows: intents.length, columns }, modelId: 'cached' },
    }
  }
  const embeddings = await embed(intents, model, { lexical })
  mkdirSync(cacheFolder, { recursive: true })
  // Renamed when whole, so that a run cut short leaves no half a file behind.
  writeFileSync(`${file}.part`, new Uint8Array(Float32Array.from(embeddings.vectors.data).buffer))
  renameSync(`${file}.part`, file)
  return { set, intents, embeddings }
}
