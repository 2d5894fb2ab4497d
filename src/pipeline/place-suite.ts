import type { Dependencies } from '../dependencies.ts'
import type { StratumId, TraceId } from '../records/ids.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { Strata } from '../records/strata.ts'
import type { Suite, SuiteItem } from '../records/suite.ts'
import type { CoverageItems } from '../stages/coverage/near-coverage.ts'
import { embedInSpace } from '../stages/embed/embed.ts'
import { intentOf } from '../stages/embed/intent-of.ts'
import { createAssigner } from '../stages/stratify/weeks/assign.ts'
import { fitStratumModel } from '../stages/stratify/weeks/create-stratum-model.ts'
import type { StratifiedPopulation } from './stratify-population.ts'

/** A suite in the strata of the traffic. */
export type PlacedSuite = {
  readonly suite: Suite<RedactedText>
  /** Per item, in the space of the traffic. */
  readonly items: CoverageItems
  /** Of the items that belong to a stratum of the traffic. */
  readonly homes: ReadonlyMap<TraceId, StratumId>
}

/** The items embedded in the traffic's space and assigned to its strata by the rule that assigns later weeks. */
export async function placeSuite(
  suite: Suite<RedactedText>,
  { embeddings, intents, strata, lexicalFit }: StratifiedPopulation,
  deps: Pick<Dependencies, 'embeddingModel' | 'store' | 'signal' | 'search'>,
): Promise<PlacedSuite> {
  const { vectors } = await embedInSpace(
    suite.items.map(({ trace }) => intentOf(trace)),
    deps.embeddingModel,
    lexicalFit,
    { cache: deps.store, signal: deps.signal },
  )
  const { model } = await fitStratumModel({
    ...{ embeddings, intents, strata, search: deps.search },
    ...{ embeddingModelId: deps.embeddingModel.modelId, lexicalFit: undefined, window: undefined },
  })
  const labels = await createAssigner(model, deps.search).assign(vectors)
  const placed = Array.from(labels, label => model.strata[label]?.id)
  return {
    suite,
    items: { vectors, strata: placed },
    homes: new Map(
      suite.items.flatMap(({ trace }, at) => {
        const home = placed[at]
        return home === undefined ? [] : [[trace.traceId, home] as const]
      }),
    ),
  }
}

/** The strata of the traffic with these items as their members; those that belong to none are noise. */
export function strataOfItems(
  { strata }: Strata,
  items: readonly Pick<SuiteItem<string>, 'trace'>[],
  homes: ReadonlyMap<TraceId, StratumId>,
): Strata {
  const noise = strata.find(({ kind }) => kind === 'noise')?.id ?? NOISE
  const known = new Set(strata.map(({ id }) => id))
  const byHome = Map.groupBy(
    items.map(({ trace }) => trace.traceId),
    id => {
      const home = homes.get(id)
      return home !== undefined && known.has(home) ? home : noise
    },
  )
  const all = known.has(noise) ? strata : [...strata, OUTSIDE]
  return {
    strata: all.flatMap(stratum => {
      const members = byHome.get(stratum.id) ?? []
      return members.length === 0 ? [] : [{ ...stratum, members, share: members.length / items.length }]
    }),
    populationSize: items.length,
  }
}

const NOISE = 'noise' as StratumId
const OUTSIDE: Strata['strata'][number] = {
  id: NOISE,
  kind: 'noise',
  label: 'no intent of the traffic',
  keywords: [],
  members: [],
  share: 0,
  persistence: undefined,
  exampleRequests: [],
}
