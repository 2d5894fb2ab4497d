import { createGuardedFetch } from '../../../src/models/egress/guarded-fetch.ts'
import type { LanguageModel } from '../../../src/models/language-model.ts'
import { createSdkLanguageModel } from '../../../src/models/sdk/create-sdk-language-model.ts'
import {
  type AnswerPolicy,
  createAnthropicSimulator,
  createGeminiSimulator,
  createOpenAiSimulator,
  type Fault,
  type FaultKind,
  type FaultMoment,
  type Simulator,
  type SimulatorClock,
} from '../../../src/testing/index.ts'

export type Vendor = 'anthropic' | 'openai' | 'google'

export const VENDORS = ['anthropic', 'openai', 'google'] as const

export const MODELS: { readonly [vendor in Vendor]: string } = {
  anthropic: 'claude-sonnet-4-6',
  openai: 'gpt-5-mini',
  google: 'gemini-2.5-flash',
}

const ENDPOINTS: { readonly [vendor in Vendor]: string } = {
  anthropic: 'messages',
  openai: 'responses',
  google: 'generate',
}

const STARTERS = {
  anthropic: createAnthropicSimulator,
  openai: createOpenAiSimulator,
  google: createGeminiSimulator,
}

/** A fault of the endpoint that judges and agents are called at. */
export function faultOf(vendor: Vendor, kind: FaultKind, when: FaultMoment): Fault {
  return { ...kind, endpoint: ENDPOINTS[vendor], when }
}

export type VendorOptions = {
  readonly clock: SimulatorClock
  readonly policy: AnswerPolicy
  readonly faults?: readonly Fault[]
  readonly keys?: readonly string[]
  readonly latencyMs?: number
  readonly resolvedModelOf?: (model: string, atMs: number) => string
}

export function startVendor(vendor: Vendor, options: VendorOptions): Promise<Simulator> {
  return STARTERS[vendor](options)
}

/** The adapter of the vendor, with the time limit of a request on the simulator's clock. */
export function sdkModelOf(
  vendor: Vendor,
  simulator: Simulator,
  clock: SimulatorClock,
  apiKey = 'sk-right',
): LanguageModel {
  const baseUrl = `${simulator.baseUrl}/${vendor === 'google' ? 'v1beta' : 'v1'}`
  const deadline = (ms: number): AbortSignal => {
    const controller = new AbortController()
    void clock.later(ms).then(() => controller.abort())
    return controller.signal
  }
  return createSdkLanguageModel({
    provider: vendor,
    model: MODELS[vendor],
    apiKey,
    baseUrl,
    fetch: createGuardedFetch({ provider: vendor, baseUrl, deadline }),
    nowMs: clock.nowMs,
  })
}
