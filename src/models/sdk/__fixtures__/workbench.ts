import { type Answer, sendJson, serve } from '../../__fixtures__/serve.ts'
import { createGuardedFetch } from '../../egress/guarded-fetch.ts'
import type { SdkProvider } from '../../language/model-capabilities.ts'
import { createSdkLanguageModel, type SdkModelOptions } from '../create-sdk-language-model.ts'
import { answerReply } from './replies.ts'

export const KEY = 'key-canary-4711'

/** A model in front of a server on this machine that answers as told; closed by `await using`. */
export async function sdkWorkbench(
  provider: SdkProvider,
  model: string,
  answer: Answer = (_received, response) =>
    sendJson(response, 200, answerReply(provider, '{"winner":"A","reason":"shorter","note":null}')),
  maxResponseBytes = 2 ** 20,
) {
  const server = await serve(answer)
  const baseUrl = `${server.origin}/v1`
  let now = Date.UTC(2026, 10, 24)
  const options: SdkModelOptions = {
    provider,
    model,
    apiKey: KEY,
    baseUrl,
    fetch: createGuardedFetch({ provider, baseUrl, maxResponseBytes }),
    nowMs: () => (now += 125),
  }
  return {
    server,
    baseUrl,
    model: createSdkLanguageModel(options),
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  }
}
