import type { Config } from './config.ts'
import { KEY_VARIABLES, LOCAL_EMBEDDING_MODEL, modelFamily } from './model-family.ts'

/** A model a config names that is not on this machine for nothing: it has an address and usually a key. */
export type NamedModel = {
  readonly model: string
  /** Name of the environment variable that holds the key; undefined: its server wants none. */
  readonly variable: string | undefined
  /** Undefined: the provider's own API. */
  readonly baseUrl: string | undefined
  /** The config keys that name the model. */
  readonly configPaths: readonly [string, ...string[]]
}

/** Where a config names the models that answer, with the names; judges first, then sides, then labels. */
export const ANSWERING_PATHS = {
  argumentJudge: 'evaluation.structured.argument_judge.model',
  textJudge: 'evaluation.freeform.judge_model',
  candidate: 'candidate.model',
  baseline: 'baseline.model',
  labels: 'models.labels',
  synthesis: 'models.synthesis',
} as const

/**
 * The models a run names, in the order of the config, each once. Offline runs (`models.offline`) substitute those that
 * are not on this machine; others stop when a key is missing (product definition 9).
 */
export function namedModels(config: Config): readonly NamedModel[] {
  const { candidate, baseline } = config
  const named: readonly (readonly [configPath: string, model: string | undefined])[] = [
    ['sampling.embedding_model', isProvidersOwn(config) ? config.sampling.embeddingModel : undefined],
    [ANSWERING_PATHS.argumentJudge, config.structured.argumentJudge.model],
    [ANSWERING_PATHS.textJudge, config.freeform.judge.model],
    [ANSWERING_PATHS.candidate, candidate?.kind === 'model' ? candidate.model : undefined],
    [
      ANSWERING_PATHS.baseline,
      baseline !== 'recorded' && baseline.kind === 'model' ? baseline.model : undefined,
    ],
    [ANSWERING_PATHS.labels, config.models.labels],
    [ANSWERING_PATHS.synthesis, config.models.synthesis],
  ]
  const found = new Map<string, NamedModel>()
  for (const [configPath, model] of named) {
    if (model === undefined || model === LOCAL_EMBEDDING_MODEL) continue
    const known = found.get(model)
    const place = placeOf(config, model)
    if (place === undefined) continue
    const configPaths: NamedModel['configPaths'] =
      known === undefined ? [configPath] : [...known.configPaths, configPath]
    found.set(model, { model, ...place, configPaths })
  }
  return [...found.values()]
}

function placeOf(config: Config, model: string): Pick<NamedModel, 'variable' | 'baseUrl'> | undefined {
  const endpoint = model.includes('/')
    ? config.models.endpoints[model.slice(0, model.indexOf('/'))]
    : undefined
  if (endpoint !== undefined) return { variable: endpoint.apiKeyVariable, baseUrl: endpoint.baseUrl }
  const provider = modelFamily(model)
  return provider === undefined ? undefined : { variable: KEY_VARIABLES[provider], baseUrl: undefined }
}

/** With a server or directory of the user's, `sampling.embedding_model` is only the name of a model there. */
function isProvidersOwn({ models: { embedding } }: Config): boolean {
  return embedding === undefined || embedding.kind === 'provider'
}
