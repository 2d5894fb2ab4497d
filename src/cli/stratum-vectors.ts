import type { Matrix } from '../numeric/matrix.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { TraceId } from '../records/ids.ts'
import type { Intent } from '../records/intent.ts'
import type { StratumModel } from '../records/stratum-model.ts'
import type { StratumVectors } from '../stages/drift/within-shifts.ts'
import { distinctRequests } from '../stages/stratify/distinct-requests.ts'
import type { AssignedWeek } from '../stages/stratify/weeks/assign-week.ts'
import { pickRows } from '../stages/stratify/weeks/pick-rows.ts'

type ReferenceWeek = {
  readonly intents: readonly Intent[]
  /** In the space of the model. */
  readonly placed: Embeddings
  /** Per trace: position of the stratum the model's rule puts it in, left out of its own vote; -1 none. */
  readonly labelled: ReadonlyMap<TraceId, number>
}

type CurrentWeek = { readonly intents: readonly Intent[]; readonly assigned: AssignedWeek }

/** A trace that stands for a distinct request, and the position of its stratum; -1 none. */
type Labelled = readonly (readonly [TraceId, number])[]

/**
 * The distinct requests of both windows by the stratum the model assigns them to, as sentence vectors alone: a lexical
 * model places the texts it was fitted on differently from new ones, which would look like a shift.
 *
 * @param embedSentences - in a space that does not depend on the window.
 */
export async function stratumVectors(
  model: StratumModel,
  reference: ReferenceWeek,
  current: CurrentWeek,
  embedSentences: (intents: readonly Intent[]) => Promise<Embeddings>,
): Promise<readonly StratumVectors[]> {
  const before = rowsByStratum(referenceLabels(reference), await embedSentences(reference.intents))
  const now = rowsByStratum(currentLabels(current), await embedSentences(current.intents))
  return model.strata.flatMap(({ id, label }, at) => {
    const [left, right] = [before.get(at), now.get(at)]
    return left === undefined || right === undefined
      ? []
      : [{ stratumId: id, label, reference: left, current: right }]
  })
}

function referenceLabels({ intents, placed, labelled }: ReferenceWeek): Labelled {
  return distinctRequests(placed, intents).map(({ traceIds }) => [
    traceIds[0]!,
    labelled.get(traceIds[0]!) ?? -1,
  ])
}

function currentLabels({ intents, assigned }: CurrentWeek): Labelled {
  const { embeddings, labels } = assigned
  const labelOf = new Map(embeddings.traceIds.map((traceId, at) => [traceId, labels[at]!]))
  return distinctRequests(embeddings, intents).map(({ traceIds }) => [
    traceIds[0]!,
    labelOf.get(traceIds[0]!) ?? -1,
  ])
}

function rowsByStratum(labelled: Labelled, { traceIds, vectors }: Embeddings): ReadonlyMap<number, Matrix> {
  const rowOf = new Map(traceIds.map((traceId, row) => [traceId, row]))
  const byStratum = Map.groupBy(labelled, ([, label]) => label)
  return new Map(
    [...byStratum].map(([label, members]) => [
      label,
      pickRows(
        vectors,
        members.map(([traceId]) => rowOf.get(traceId)!),
      ),
    ]),
  )
}
