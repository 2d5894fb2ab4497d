import type { Config, ProviderName } from './config.ts'
import { KEY_VARIABLES, LOCAL_EMBEDDING_MODEL, modelFamily } from './model-family.ts'

export type RequiredKey = {
  readonly model: string
  readonly provider: ProviderName
  /** Name of the environment variable that holds the key. */
  readonly variable: string
  /** The config keys that name the model. */
  readonly configPaths: readonly string[]
}

/**
 * The models a run names that need a key, in the order of the config, each once. Offline runs
 * (`models.offline`) substitute the ones whose key is missing; others stop (product definition 9).
 */
export function requiredKeys(config: Config): readonly RequiredKey[] {
  const named: readonly (readonly [configPath: string, model: string | undefined])[] = [
    ['sampling.embedding_model', isProvidersOwn(config) ? config.sampling.embeddingModel : undefined],
    ['evaluation.structured.argument_judge.model', config.structured.argumentJudge.model],
    ['evaluation.freeform.judge_model', config.freeform.judge.model],
  ]
  const keys = new Map<string, RequiredKey>()
  for (const [configPath, model] of named) {
    if (model === undefined || model === LOCAL_EMBEDDING_MODEL) continue
    const provider = modelFamily(model)
    if (provider === undefined) continue
    const configPaths = [...(keys.get(model)?.configPaths ?? []), configPath]
    keys.set(model, { model, provider, variable: KEY_VARIABLES[provider], configPaths })
  }
  return [...keys.values()]
}

/** With a server or directory of the user's, `sampling.embedding_model` is only the name of a model there. */
function isProvidersOwn({ models: { embedding } }: Config): boolean {
  return embedding === undefined || embedding.kind === 'provider'
}
