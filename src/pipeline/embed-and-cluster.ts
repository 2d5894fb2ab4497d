import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import { embedAndFit, type VectorCache } from '../stages/embed/embed.ts'
import { stratifySample } from '../stages/stratify/weeks/stratify-sample.ts'
import type { Run } from './create-run.ts'
import { drawRequests } from './draw-requests.ts'

/**
 * The vectors of the intents, in their order, and the lexical model fitted on them where there is one.
 *
 * @param cache - of vectors; default the store.
 */
export function embedIntents(
  run: Run,
  intents: readonly Intent[],
  deps: Dependencies,
  { stage, cache }: { readonly stage: string; readonly cache: VectorCache } = {
    stage: 'embed',
    cache: deps.store,
  },
) {
  return run.stage(
    stage,
    advance =>
      embedAndFit(intents, deps.embeddingModel, {
        cache,
        lexical: deps.lexicalModel,
        onProgress: advance,
        signal: deps.signal,
      }),
    intents.length,
  )
}

/** The strata of the intents as the config clusters them. */
export function clusterIntents(
  run: Run,
  embeddings: Embeddings,
  intents: readonly Intent[],
  config: Config,
  deps: Dependencies,
  stage = 'stratify',
): Promise<Strata> {
  return run.stage(
    stage,
    () =>
      stratifySample(
        embeddings,
        intents,
        config.clustering,
        { draw: drawRequests(config.seed), mostFitted: deps.mostFitted },
        deps.search,
      ),
    intents.length,
  )
}
