import { createRng } from '../../../numeric/random.ts'
import { createBilling } from '../core/billing.ts'
import type { Route } from '../core/exchange.ts'
import { DEFAULT_BATCH_MS, type ProviderOptions } from '../core/provider-options.ts'
import { type Simulator, startSimulator } from '../core/start-simulator.ts'
import type { OpenAiOperation } from './create-batch-line-runner.ts'
import { createChatCompletions } from './create-chat-completions.ts'
import { createDecisions } from './create-decisions.ts'
import { createEmbeddings } from './create-embeddings.ts'
import { createOpenAiBatches } from './create-openai-batches.ts'
import { createOpenAiCompleter } from './create-openai-completer.ts'
import { createOpenAiFiles } from './create-openai-files.ts'
import { createResponses } from './create-responses.ts'
import { openAiDialect } from './openai-dialect.ts'
import { openAiCost } from './openai-prices.ts'

export type OpenAiSimulatorOptions = ProviderOptions

/**
 * A simulated OpenAI API under `/v1`: chat completions, responses, decisions, embeddings, files and batches; also what
 * an OpenAI-compatible client talks to. Endpoints for faults: `chat`, `responses`, `decisions`, `embeddings`,
 * `files.create`, `.list`, `.retrieve`, `.content`, `.delete`, `batches.create`, `.list`, `.retrieve`, `.cancel` and
 * `batches.item` (the lines of batches, counted as they are worked off).
 */
export async function createOpenAiSimulator(options: OpenAiSimulatorOptions): Promise<Simulator> {
  const { clock, policy, costOf = openAiCost, seed = 'openai', faults = [] } = options
  const background = new AbortController()
  const billing = createBilling(costOf)
  const completer = createOpenAiCompleter(policy, seed)
  const resolveModel = options.resolvedModelOf ?? (model => model)
  const chat = createChatCompletions(completer, resolveModel)
  const responses = createResponses(completer, resolveModel)
  const embeddings = createEmbeddings()
  const files = createOpenAiFiles()
  const batches = createOpenAiBatches({
    files,
    clock,
    billing,
    faults,
    operations: { '/v1/chat/completions': chat, '/v1/responses': responses, '/v1/embeddings': embeddings },
    durationMs: options.batchDurationMs ?? DEFAULT_BATCH_MS,
    random: createRng(`${seed}/batches`),
    closing: background.signal,
  })
  return await startSimulator(
    {
      ...options,
      dialect: openAiDialect,
      billing,
      random: createRng(`${seed}/faults`),
      routes: [
        modelRoute('chat', /\/v1\/chat\/completions/, chat),
        modelRoute('responses', /\/v1\/responses/, responses),
        modelRoute('decisions', /\/v1\/decisions/, createDecisions(policy, seed)),
        modelRoute('embeddings', /\/v1\/embeddings/, embeddings),
        ...files.routes,
        ...batches,
      ],
    },
    background,
  )
}

function modelRoute(endpoint: string, path: RegExp, operation: OpenAiOperation): Route {
  return {
    method: 'POST',
    path,
    endpoint,
    isModelCall: true,
    body: 'json',
    async handle(exchange) {
      const { requestId: id, key, receivedAtMs: nowMs, latencyMs, answerFault } = exchange
      const call = { id, key, nowMs, readyAtMs: nowMs + latencyMs, isBatch: false, answerFault }
      const { body, consumption } = await operation(exchange.json, call)
      return { status: 200, body, consumptions: consumption === undefined ? [] : [consumption] }
    },
  }
}
