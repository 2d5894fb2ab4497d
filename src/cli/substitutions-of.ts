import type { Config } from '../config/config.ts'
import { requiredKeys } from '../config/required-keys.ts'
import { ConfigError } from '../errors/config-error.ts'

/**
 * What stands in for the models a config names, in sentences for the top of every output; empty when it
 * names none.
 *
 * @throws {ConfigError} when a named model cannot be reached and the run is not offline.
 */
export function substitutionsOf(config: Config, env: NodeJS.ProcessEnv): readonly string[] {
  const needed = requiredKeys(config)
  if (config.models.offline) {
    return needed.map(({ model, configPaths }) => {
      const isEmbedding = configPaths.includes('sampling.embedding_model')
      const stand = isEmbedding
        ? 'the embedded local embedding model'
        : 'the offline judge, which is not a language model'
      return `offline run: ${model} (${configPaths.join(', ')}) was replaced by ${stand}`
    })
  }
  const missing = needed.filter(({ variable }) => (env[variable] ?? '') === '')
  const first = missing[0] ?? needed[0]
  if (first === undefined) return []
  const { model, variable, configPaths } = first
  throw new ConfigError(
    missing.length > 0
      ? `Expected the environment variable ${variable} for ${model} (${configPaths.join(', ')}), found none`
      : `Expected a model this version can call, found ${model} (${configPaths.join(', ')}): provider models are not supported yet`,
    {
      path: configPaths[0] ?? 'models',
      hint: 'use --offline (or `models.offline: true`) to run with the embedded models; every output then says what was substituted',
    },
  )
}
