import type { Matrix } from '../numeric/matrix.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { TraceId } from '../records/ids.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import type { StratumModel } from '../records/stratum-model.ts'
import type { StratumVectors } from '../stages/drift/within-shifts.ts'
import { distinctRequests } from '../stages/stratify/distinct-requests.ts'
import { assignReference } from '../stages/stratify/weeks/assign.ts'
import type { AssignedWeek } from '../stages/stratify/weeks/assign-week.ts'
import { pickReferences } from '../stages/stratify/weeks/pick-references.ts'
import { pickRows } from '../stages/stratify/weeks/pick-rows.ts'

/** References kept at most: the model's own default, named here because the same choice is made again below. */
export const MOST_REFERENCES = 20_000

type ReferenceWeek = {
  readonly intents: readonly Intent[]
  readonly strata: Strata
  /** In the space of the model. */
  readonly placed: Embeddings
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
  const before = rowsByStratum(referenceLabels(model, reference), await embedSentences(reference.intents))
  const now = rowsByStratum(currentLabels(current), await embedSentences(current.intents))
  return model.strata.flatMap(({ id, label }, at) => {
    const [left, right] = [before.get(at), now.get(at)]
    return left === undefined || right === undefined
      ? []
      : [{ stratumId: id, label, reference: left, current: right }]
  })
}

/** By the rule, each left out of its own vote. */
function referenceLabels(model: StratumModel, { intents, strata, placed }: ReferenceWeek): Labelled {
  const requests = distinctRequests(placed, intents)
  const clusters = strata.strata.filter(({ kind }) => kind === 'cluster')
  const clusterOf = new Map(
    clusters.flatMap(({ members }, at) => members.map(member => [member, at] as const)),
  )
  const own = Int32Array.from(requests, ({ traceIds }) => clusterOf.get(traceIds[0]!) ?? -1)
  const kept = pickReferences(requests, own, MOST_REFERENCES)
  const labels = assignReference(model)
  return kept.map((request, at) => [requests[request]!.traceIds[0]!, labels[at]!])
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
