import { InvariantError } from '../../../errors/invariant-error.ts'
import type { LexicalFit } from '../../../models/lexical-model.ts'
import type { Embeddings } from '../../../records/embeddings.ts'
import type { Intent } from '../../../records/intent.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import { distinctRequests } from '../distinct-requests.ts'
import type { PointSearch } from '../plain-search.ts'
import { createAssigner } from './assign.ts'
import { pickRows } from './pick-rows.ts'

/** A later window as a model sees it. */
export type AssignedWeek = {
  readonly model: StratumModel
  /** In the space of the model. */
  readonly embeddings: Embeddings
  /** Per trace of `embeddings`: position among the model's strata; -1 for none. */
  readonly labels: Int32Array
}

/** Requests assigned at a time. */
const SLICE = 8_192

/** The window's traces placed in the space of `model` and assigned to its strata. Equal requests are assigned once. */
export async function assignWeek(
  model: StratumModel,
  input: {
    readonly intents: readonly Intent[]
    readonly loadFit: ((bytes: Uint8Array, location: string) => LexicalFit) | undefined
    readonly embedInSpace: (fit: LexicalFit | undefined) => Promise<Embeddings>
    /** Finds nearest references on a kernel; default in plain TypeScript. */
    readonly search?: PointSearch | undefined
  },
): Promise<AssignedWeek> {
  const { lexicalFit, modelId } = model
  if (lexicalFit !== undefined && input.loadFit === undefined)
    throw new InvariantError('Expected a lexical model to read the fit of the stratum model with', {
      details: `model ${modelId}, lexical fit of ${lexicalFit.modelId}`,
    })
  const fit = lexicalFit && input.loadFit?.(lexicalFit.bytes, `model ${modelId} of the store`)
  const embeddings = await input.embedInSpace(fit)
  const requests = distinctRequests(embeddings, input.intents)
  const rows = requests.map(({ row }) => row)
  const assigner = createAssigner(model, input.search)
  const labels = new Int32Array(rows.length)
  for (let start = 0; start < rows.length; start += SLICE)
    labels.set(await assigner.assign(pickRows(embeddings.vectors, rows.slice(start, start + SLICE))), start)
  const labelOf = new Map(
    requests.flatMap(({ traceIds }, at) => traceIds.map(traceId => [traceId, labels[at]!] as const)),
  )
  return {
    model,
    embeddings,
    labels: Int32Array.from(embeddings.traceIds, traceId => labelOf.get(traceId) ?? -1),
  }
}
