import type { Config } from '../../config/config.ts'
import { KEY_VARIABLES } from '../../config/model-family.ts'
import { type NamedModel, namedModels } from '../../config/named-models.ts'
import { createGuardedFetch } from '../../models/egress/guarded-fetch.ts'
import { configsOf } from './config-findings.ts'
import { type Finding, fine, problem } from './finding.ts'

const TIMEOUT_MS = 10_000

const ADDRESSES: { readonly [variable: string]: string } = {
  [KEY_VARIABLES.anthropic]: 'https://api.anthropic.com/v1',
  [KEY_VARIABLES.google]: 'https://generativelanguage.googleapis.com/v1beta',
  [KEY_VARIABLES.openai]: 'https://api.openai.com/v1',
}

/** Whether every server of a model answers at all, whatever it says. No key is sent and nothing is asked of a model. */
export async function onlineFindings(config: Config): Promise<readonly Finding[]> {
  const places = new Map<string, boolean>()
  for (const model of configsOf(config).flatMap(namedModels)) {
    const address = addressOf(model)
    if (address !== undefined) places.set(address, mayBePrivate(config, address))
  }
  return Promise.all([...places].map(([address, isPrivate]) => reach(address, isPrivate)))
}

async function reach(address: string, allowPrivateNetwork: boolean): Promise<Finding> {
  const { host } = new URL(address)
  try {
    const fetch = createGuardedFetch({
      provider: host,
      baseUrl: address,
      timeoutMs: TIMEOUT_MS,
      allowPrivateNetwork,
    })
    const { status } = await fetch(address)
    return fine(host, `answers (status ${status})`)
  } catch (error) {
    return problem(host, error instanceof Error ? error.message : String(error))
  }
}

function addressOf({ baseUrl, variable }: NamedModel): string | undefined {
  return baseUrl ?? (variable === undefined ? undefined : ADDRESSES[variable])
}

function mayBePrivate(config: Config, address: string): boolean {
  return Object.values(config.models.endpoints).some(
    ({ baseUrl, allowPrivateNetwork }) => baseUrl === address && allowPrivateNetwork,
  )
}
