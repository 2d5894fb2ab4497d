import { GoogleGenAI } from '@google/genai'
import { type AnswerPolicy, textAnswer } from '../../core/answer.ts'
import { createVirtualClock } from '../../core/create-virtual-clock.ts'
import { createGeminiSimulator, type GeminiSimulatorOptions } from '../create-gemini-simulator.ts'

export const KEY = 'AIza-test'

/** A simulator with a clock that is moved by hand, and the official SDK in front of it. */
export async function startGemini(
  policy: AnswerPolicy = () => textAnswer('yes'),
  options: Partial<GeminiSimulatorOptions> = {},
) {
  const clock = createVirtualClock()
  const simulator = await createGeminiSimulator({ clock, policy, keys: [KEY], ...options })
  const { baseUrl } = simulator
  const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl } })
  const post = (method: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
    fetch(`${baseUrl}/v1beta/models/${method}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
  return { clock, simulator, baseUrl, client, post, [Symbol.asyncDispose]: simulator.close }
}
