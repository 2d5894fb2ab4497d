import type { Config } from '../config/config.ts'
import { ANSWERING_PATHS, type NamedModel, namedModels } from '../config/named-models.ts'
import { ConfigError } from '../errors/config-error.ts'
import { type EmbeddingPlan, isOnThisMachine } from './embedding-plan.ts'

const EMBEDDING_PATH = 'sampling.embedding_model'
/** Nothing can answer in the place of a side that is under test. */
const SIDES: readonly string[] = [ANSWERING_PATHS.candidate, ANSWERING_PATHS.baseline]

/** A config with every model it names within reach, and what was put in the place of the others. */
export type Reachable = {
  readonly config: Config
  /** Sentences for the top of every output; empty when every named model is called. */
  readonly substitutions: readonly string[]
}

/**
 * The config as it can be run: offline, models that are not on this machine are taken out of it and what stands in
 * for them is said.
 *
 * @throws {ConfigError} when a key is missing and the run is not offline, or a side under test would have to be replaced.
 */
export function reachable(config: Config, plan: EmbeddingPlan, env: NodeJS.ProcessEnv): Reachable {
  const named = namedModels(config)
  if (config.models.offline) return offline(config, plan, named)
  const missing = [...named, ...serverKey(plan)].find(
    ({ variable }) => variable !== undefined && (env[variable] ?? '').trim() === '',
  )
  if (missing === undefined) return { config, substitutions: [] }
  const { model, variable, configPaths } = missing
  throw new ConfigError(
    `Expected the environment variable ${variable} for ${model} (${configPaths.join(', ')}), found none`,
    {
      path: configPaths[0],
      hint: 'use --offline (or `models.offline: true`) to run with the embedded models; every output then says what was substituted',
    },
  )
}

function offline(config: Config, plan: EmbeddingPlan, named: readonly NamedModel[]): Reachable {
  const away = named.filter(
    ({ baseUrl, configPaths }) =>
      configPaths.some(path => path !== EMBEDDING_PATH) &&
      (baseUrl === undefined || !isOnThisMachine(baseUrl)),
  )
  const side = away.find(({ configPaths }) => configPaths.some(path => SIDES.includes(path)))
  if (side !== undefined) {
    throw new ConfigError(
      `Expected a side that answers on this machine in an offline run, found ${side.model} (${side.configPaths.join(', ')})`,
      {
        path: side.configPaths[0],
        hint: 'give its recorded answers (`candidate.recorded`), or leave --offline',
      },
    )
  }
  const isAway = (model: string | undefined): boolean => away.some(each => each.model === model)
  const { structured, freeform, models } = config
  return {
    config: {
      ...config,
      structured: { ...structured, argumentJudge: unless(isAway, structured.argumentJudge) },
      freeform: { ...freeform, judge: unless(isAway, freeform.judge) },
      models: { ...models, labels: isAway(models.labels) ? undefined : models.labels, judges: [] },
      // Nobody chooses among judges, or checks one, that cannot be asked.
      judge: { ...config.judge, secondary: undefined },
      costControls: {
        ...config.costControls,
        providerRouting: { ...config.costControls.providerRouting, enabled: false },
      },
    },
    substitutions: [
      ...(plan.kind === 'replaced'
        ? [substituted(plan.model, [plan.configPath], 'the embedded local embedding model')]
        : []),
      ...away.map(({ model, configPaths }) => {
        const paths = configPaths.filter(path => path !== EMBEDDING_PATH)
        const isLabel = paths.every(path => path === ANSWERING_PATHS.labels)
        const stand = isLabel ? 'keywords' : 'the offline judge, which is not a language model'
        return substituted(model, paths, stand)
      }),
    ],
  }
}

function unless<T extends { readonly model: string | undefined }>(
  isAway: (model: string | undefined) => boolean,
  call: T,
): T {
  return isAway(call.model) ? { ...call, model: undefined } : call
}

function serverKey(plan: EmbeddingPlan): readonly NamedModel[] {
  return plan.kind === 'openai-compatible' && plan.apiKeyVariable !== undefined
    ? [
        {
          model: plan.model,
          variable: plan.apiKeyVariable,
          baseUrl: plan.baseUrl,
          configPaths: ['models.embedding.api_key_env'],
        },
      ]
    : []
}

function substituted(model: string, configPaths: readonly string[], stand: string): string {
  return `offline run: ${model} (${configPaths.join(', ')}) was replaced by ${stand}`
}
