import Anthropic from '@anthropic-ai/sdk'
import { propertyOf } from '../../../../models/property-of.ts'
import { createVirtualClock } from '../../core/create-virtual-clock.ts'
import { echo } from '../../core/policies/simple-policies.ts'
import { type AnthropicSimulatorOptions, createAnthropicSimulator } from '../create-anthropic-simulator.ts'

/** A simulator on a clock of its own that answers with what it is told, and the official client for it, without retries. */
export async function startAnthropic(options: Partial<AnthropicSimulatorOptions> = {}) {
  const clock = createVirtualClock({ autoAdvance: true })
  const simulator = await createAnthropicSimulator({ clock, policy: echo(), ...options })
  const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: simulator.baseUrl, maxRetries: 0 })
  return Object.assign(simulator, { client, clock })
}

export const MODEL = 'claude-sonnet-5-5'

/** The smallest request there is. */
export const HELLO = {
  model: MODEL,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'hello' }],
}

/** The status of an answer to a raw body, and the vendor's type and message of an error. */
export async function post(
  baseUrl: string,
  body: unknown,
  version = '2026-10-21',
  path = '/v1/messages',
): Promise<{ readonly status: number; readonly type?: string; readonly message?: string }> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: {
      'x-api-key': 'sk-ant-test',
      'anthropic-version': version,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  const error = propertyOf(await response.json(), 'error')
  return { status: response.status, ...(typeof error === 'object' && error) }
}
