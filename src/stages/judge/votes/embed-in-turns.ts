import type { EmbeddingModel } from '../../../models/embedding-model.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'

/** Embeds texts; the rows of the result are in their order. */
export type EmbedTexts = (texts: readonly RedactedText[]) => Promise<Matrix>

/**
 * The model with one call at a time: what comes in while one is under way goes together in the next. A local model
 * starts a process for every call, and dozens of votes want vectors at the same time.
 */
export function embedInTurns(model: EmbeddingModel, signal: AbortSignal | undefined): EmbedTexts {
  let current: Promise<unknown> = Promise.resolve()
  let waiting: { readonly texts: RedactedText[]; readonly result: Promise<Matrix> } | undefined
  return async texts => {
    if (waiting === undefined) {
      const collected: RedactedText[] = []
      const result = current.then(() => {
        waiting = undefined
        return model.embed(collected, signal === undefined ? {} : { signal })
      })
      // Whoever waits for it is told of its failure; the next turn begins all the same.
      current = result.catch(() => undefined)
      waiting = { texts: collected, result }
    }
    const turn = waiting
    const start = turn.texts.length
    turn.texts.push(...texts)
    const { data, columns } = await turn.result
    return {
      data: data.slice(start * columns, (start + texts.length) * columns),
      rows: texts.length,
      columns,
    }
  }
}
