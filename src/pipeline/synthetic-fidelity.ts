import type { Dependencies } from '../dependencies.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { Manifest } from '../records/evaluation.ts'
import type { StratumId, TraceId } from '../records/ids.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import type { SyntheticReport } from '../records/synthetic.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { traceTraitsOf } from '../stages/judge/facts-of.ts'
import { createAssigner } from '../stages/stratify/weeks/assign.ts'
import { fitStratumModel } from '../stages/stratify/weeks/create-stratum-model.ts'
import { countNames, shareFidelity } from '../stages/synthesise/fidelity.ts'

/** Both kinds assigned by the one rule, the real ones each left out of its own vote. */
export async function strataFidelity(
  {
    real,
    intents,
    fitted,
  }: { readonly real: Embeddings; readonly intents: readonly Intent[]; readonly fitted: Strata },
  { spaced, strata }: { readonly spaced: Embeddings; readonly strata: Strata },
  window: Manifest['window'],
  deps: Dependencies,
): Promise<SyntheticReport['strata']> {
  const { model, labelled } = await fitStratumModel({
    embeddings: real,
    intents,
    strata: fitted,
    embeddingModelId: deps.embeddingModel.modelId,
    lexicalFit: undefined,
    window,
    search: deps.search,
  })
  const nameOf = (label: number): string => model.strata[label]?.id ?? 'none'
  const labels = await createAssigner(model, deps.search).assign(spaced.vectors)
  const standsIn = new Map<TraceId, StratumId>(
    strata.strata.flatMap(({ id, members }) => members.map(member => [member, id] as const)),
  )
  const clusters = new Set(model.strata.map(({ id }) => id))
  let own = 0
  let inClusters = 0
  for (const [row, id] of spaced.traceIds.entries()) {
    const stratum = standsIn.get(id)
    if (stratum === undefined || !clusters.has(stratum)) continue
    inClusters += 1
    if (nameOf(labels[row] ?? -1) === stratum) own += 1
  }
  return {
    ...shareFidelity(countNames([...labelled.values()].map(nameOf)), countNames(Array.from(labels, nameOf)), {
      real: labelled.size,
      synthetic: labels.length,
    }),
    own: inClusters === 0 ? 0 : own / inClusters,
  }
}

/** Which tools are called and how long runs are, on both sides. */
export function mixFidelity(
  real: readonly RedactedTrace[],
  synthetic: readonly RedactedTrace[],
): Pick<SyntheticReport, 'tools' | 'tiers'> {
  const [before, after] = [real.map(traceTraitsOf), synthetic.map(traceTraitsOf)]
  const totals = { real: real.length, synthetic: synthetic.length }
  const tools = (traits: typeof before) =>
    countNames(traits.flatMap(each => (each.tools.length === 0 ? ['none'] : each.tools)))
  return {
    tools: shareFidelity(tools(before), tools(after), totals),
    tiers: shareFidelity(
      countNames(before.map(({ tier }) => tier)),
      countNames(after.map(({ tier }) => tier)),
      totals,
    ),
  }
}
