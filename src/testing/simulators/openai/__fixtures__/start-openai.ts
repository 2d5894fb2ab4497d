import OpenAI from 'openai'
import { type AnswerPolicy, textAnswer } from '../../core/answer.ts'
import { createVirtualClock } from '../../core/create-virtual-clock.ts'
import { createOpenAiSimulator, type OpenAiSimulatorOptions } from '../create-openai-simulator.ts'

export const KEY = 'sk-test'

/** A simulator with a clock that is moved by hand, and the official SDK in front of it. */
export async function startOpenAi(
  policy: AnswerPolicy = () => textAnswer('yes'),
  options: Partial<OpenAiSimulatorOptions> = {},
) {
  const clock = createVirtualClock()
  const simulator = await createOpenAiSimulator({ clock, policy, keys: [KEY], ...options })
  const baseURL = `${simulator.baseUrl}/v1`
  const client = new OpenAI({ apiKey: KEY, baseURL, maxRetries: 0 })
  const post = (path: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
    fetch(`${baseURL}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
  return { clock, simulator, baseURL, client, post, [Symbol.asyncDispose]: simulator.close }
}
