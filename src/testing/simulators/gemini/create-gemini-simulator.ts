import { createRng } from '../../../numeric/random.ts'
import { createBilling } from '../core/billing.ts'
import { countTokens } from '../core/count-tokens.ts'
import type { Route } from '../core/exchange.ts'
import { DEFAULT_BATCH_MS, type ProviderOptions } from '../core/provider-options.ts'
import { type Simulator, startSimulator } from '../core/start-simulator.ts'
import { createGeminiBatches } from './create-gemini-batches.ts'
import { createGeminiFiles } from './create-gemini-files.ts'
import { createGenerateContent, type GeminiOperation, textTokens } from './create-generate-content.ts'
import { batchEmbedContents, embedContent } from './embed-content.ts'
import { geminiDialect } from './gemini-dialect.ts'
import { geminiModel } from './gemini-models.ts'
import { geminiCost } from './gemini-prices.ts'
import { checkGeminiBody, invalidArgument } from './gemini-problem.ts'
import { promptText } from './gemini-prompt.ts'
import { countRequest } from './generate-request.ts'

export type GeminiSimulatorOptions = ProviderOptions

/**
 * A simulated Gemini Developer API under `/v1` and `/v1beta`: content, token counts, embeddings, files and batches.
 * Endpoints for faults: `generate`, `count-tokens`, `embed` (single and several), `files.upload`, `.list`, `.get`,
 * `.delete`, `.download`, `batches.create`, `.list`, `.get`, `.cancel`, `.delete` and `batches.item` (the requests
 * inside batches, counted as they are worked off).
 */
export async function createGeminiSimulator(options: GeminiSimulatorOptions): Promise<Simulator> {
  const { clock, policy, costOf = geminiCost, seed = 'gemini', faults = [] } = options
  const background = new AbortController()
  const billing = createBilling(costOf)
  const generate = createGenerateContent(policy, seed, options.resolvedModelOf ?? (model => model))
  const files = createGeminiFiles()
  const batches = createGeminiBatches({
    files,
    clock,
    billing,
    faults,
    operations: { generateContent: generate, embedContent },
    durationMs: options.batchDurationMs ?? DEFAULT_BATCH_MS,
    random: createRng(`${seed}/batches`),
    closing: background.signal,
  })
  return await startSimulator(
    {
      ...options,
      dialect: geminiDialect,
      billing,
      random: createRng(`${seed}/faults`),
      routes: [
        modelRoute('generate', 'generateContent', generate),
        modelRoute('embed', 'embedContent', embedContent),
        modelRoute('embed', 'batchEmbedContents', batchEmbedContents),
        COUNT_ROUTE,
        ...files.routes,
        ...batches,
      ],
    },
    background,
  )
}

function pathOf(method: string): RegExp {
  return new RegExp(`/(?:v1|v1beta)/models/([^/:]+):${method}`)
}

function modelRoute(endpoint: string, method: string, operation: GeminiOperation): Route {
  return {
    method: 'POST',
    path: pathOf(method),
    endpoint,
    isModelCall: true,
    body: 'json',
    async handle(exchange) {
      const { requestId: id, key, receivedAtMs: nowMs, latencyMs, answerFault } = exchange
      const [model = ''] = exchange.params
      const call = { id, key, model, nowMs, readyAtMs: nowMs + latencyMs, isBatch: false, answerFault }
      const { body, consumption } = await operation(exchange.json, call)
      return { status: 200, body, consumptions: [consumption] }
    },
  }
}

/** Counting costs nothing. */
const COUNT_ROUTE: Route = {
  method: 'POST',
  path: pathOf('countTokens'),
  endpoint: 'count-tokens',
  isModelCall: false,
  body: 'json',
  handle({ params: [model = ''], json }) {
    geminiModel(model)
    const { contents, generateContentRequest } = checkGeminiBody(countRequest, json)
    const request = generateContentRequest ?? (contents && { contents })
    if (request === undefined)
      throw invalidArgument('* CountTokensRequest.contents: contents is not specified\n')
    const totalTokens = countTokens(promptText(request))
    return { status: 200, body: { totalTokens, promptTokensDetails: textTokens(totalTokens) } }
  },
}
