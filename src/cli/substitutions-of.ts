import type { Config } from '../config/config.ts'
import { requiredKeys } from '../config/required-keys.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { EmbeddingPlan } from './embedding-plan.ts'

/** The config keys that name an embedding model, which this version can call. */
const EMBEDDING_PATH = 'sampling.embedding_model'

/**
 * What stands in for the models a config names, in sentences for the top of every output; empty when every named
 * model is called.
 *
 * @throws {ConfigError} when a named model cannot be reached and the run is not offline.
 */
export function substitutionsOf(
  config: Config,
  plan: EmbeddingPlan,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  const needed = requiredKeys(config)
  const judges = needed.filter(({ configPaths }) => !configPaths.includes(EMBEDDING_PATH))
  if (config.models.offline) {
    return [
      ...(plan.kind === 'replaced'
        ? [substituted(plan.model, [plan.configPath], 'the embedded local embedding model')]
        : []),
      ...judges.map(({ model, configPaths }) =>
        substituted(model, configPaths, 'the offline judge, which is not a language model'),
      ),
    ]
  }
  const missing = [...needed, ...serverKey(plan)].find(({ variable }) => (env[variable] ?? '').trim() === '')
  if (missing !== undefined) {
    const { model, variable, configPaths } = missing
    throw unreachable(
      `Expected the environment variable ${variable} for ${model} (${configPaths.join(', ')}), found none`,
      configPaths,
    )
  }
  const judge = judges[0]
  if (judge === undefined) return []
  throw unreachable(
    `Expected a model this version can call, found ${judge.model} (${judge.configPaths.join(', ')}): provider judges are not supported yet`,
    judge.configPaths,
  )
}

function serverKey(plan: EmbeddingPlan) {
  return plan.kind === 'openai-compatible' && plan.apiKeyVariable !== undefined
    ? [{ model: plan.model, variable: plan.apiKeyVariable, configPaths: ['models.embedding.api_key_env'] }]
    : []
}

function substituted(model: string, configPaths: readonly string[], stand: string): string {
  return `offline run: ${model} (${configPaths.join(', ')}) was replaced by ${stand}`
}

function unreachable(message: string, configPaths: readonly string[]): ConfigError {
  return new ConfigError(message, {
    path: configPaths[0] ?? 'models',
    hint: 'use --offline (or `models.offline: true`) to run with the embedded models; every output then says what was substituted',
  })
}
