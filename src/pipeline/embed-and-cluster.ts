import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Embeddings } from '../records/embeddings.ts'
import type { Intent } from '../records/intent.ts'
import type { Strata } from '../records/strata.ts'
import { embedAndFit } from '../stages/embed/embed.ts'
import { stratifySample } from '../stages/stratify/weeks/stratify-sample.ts'
import type { Run } from './create-run.ts'
import { drawRequests } from './draw-requests.ts'

/** The vectors of the intents, in their order, and the lexical model fitted on them where there is one. */
export function embedIntents(run: Run, intents: readonly Intent[], deps: Dependencies) {
  return run.stage(
    'embed',
    advance =>
      embedAndFit(intents, deps.embeddingModel, {
        cache: deps.store,
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
): Promise<Strata> {
  return run.stage(
    'stratify',
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
