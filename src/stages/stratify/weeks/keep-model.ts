import type { StratumId } from '../../../records/ids.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import type { ModelChange } from '../../../records/weeks.ts'
import { createStratumModel } from './create-stratum-model.ts'
import type { FollowedWeek, FollowWeekInput } from './follow-week.ts'
import { modelChangeOf } from './refit-policy.ts'
import { serialiseStratumModel } from './serialise-stratum-model.ts'
import type { ComparedWeek } from './week-events.ts'

export type KeptModel = { readonly modelId: string; readonly change: ModelChange }

/**
 * Stores what the next windows are assigned to, and says why it was fitted anew or `kept`: this window's strata as a
 * new model, or the last model with the ids given since. A repeated run stores the same again.
 *
 * @param hasAlarm - drift found a new intent in this window.
 * @throws {StoreError} when the store fails.
 */
export async function keepModel(
  input: FollowWeekInput,
  followed: FollowedWeek,
  hasAlarm: boolean,
): Promise<KeptModel> {
  const { assigned, compared, weeks } = followed
  const change = modelChangeOf({
    previous: assigned?.model,
    isNewSpace: weeks.isNewSpace,
    windowEndMs: input.window?.endMs ?? 0,
    hasAlarm,
  })
  const next =
    change === 'kept' && compared !== undefined
      ? withProvisional(compared)
      : await fittedModel(input, followed)
  const { modelId, window } = next
  input.store.putModel({ modelId, windowEndMs: window?.endMs, bytes: serialiseStratumModel(next) })
  return { modelId, change }
}

async function fittedModel(
  input: FollowWeekInput,
  { strata, nextNumber }: FollowedWeek,
): Promise<StratumModel> {
  const { intents, embeddingModelId, lexicalFit, window, startedAtMs, search } = input
  return createStratumModel({
    embeddings: await input.embedInSpace(lexicalFit),
    intents,
    strata,
    embeddingModelId,
    lexicalFit:
      lexicalFit === undefined ? undefined : { modelId: lexicalFit.modelId, bytes: lexicalFit.toBytes() },
    window,
    startedAtMs,
    nextNumber,
    search,
  })
}

/** The same model, which now also knows where the ids given since belong. */
function withProvisional({ model, clusters, centroids, stable }: ComparedWeek): StratumModel {
  const { provisional } = model
  const known = new Set<StratumId>([...model.strata, ...provisional.strata].map(({ id }) => id))
  const added = stable.ids.flatMap((id, at) =>
    known.has(id) ? [] : [{ id, at, label: clusters[at]!.label }],
  )
  const { columns } = model.centroids
  const rows = provisional.strata.length
  const data = new Float32Array((rows + added.length) * columns)
  data.set(provisional.centroids.data)
  for (const [index, { at }] of added.entries())
    data.set(centroids.data.subarray(at * columns, (at + 1) * columns), (rows + index) * columns)
  return {
    ...model,
    nextNumber: stable.nextNumber,
    provisional: {
      strata: [...provisional.strata, ...added.map(({ id, label }) => ({ id, label }))],
      centroids: { data, rows: rows + added.length, columns },
    },
  }
}
