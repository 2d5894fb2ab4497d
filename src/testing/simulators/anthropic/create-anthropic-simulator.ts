import { createRng } from '../../../numeric/random.ts'
import { createBilling } from '../core/billing.ts'
import { countTokens } from '../core/count-tokens.ts'
import { createAnswerer } from '../core/create-answerer.ts'
import type { Route } from '../core/exchange.ts'
import { DEFAULT_BATCH_MS, type ProviderOptions } from '../core/provider-options.ts'
import { type Simulator, startSimulator } from '../core/start-simulator.ts'
import { ANTHROPIC_DIALECT } from './anthropic-dialect.ts'
import { anthropicCost } from './anthropic-prices.ts'
import { apiVersionOf } from './api-version.ts'
import { batchRoutes } from './batch-routes.ts'
import { checkCountRequest, checkMessagesRequest } from './check-request.ts'
import { createBatchStore } from './create-batch-store.ts'
import { type Completer, createCompleter } from './create-completer.ts'
import { datedModel } from './model-rules.ts'
import { promptBlocks } from './prompt-blocks.ts'
import { renderStream } from './render-stream.ts'

export type AnthropicSimulatorOptions = ProviderOptions

/**
 * A simulated Anthropic API: messages in both API versions, token counts and message batches. Endpoints for faults:
 * `messages`, `count-tokens`, `batches.create`, `.retrieve`, `.list`, `.cancel`, `.delete`, `.results` and
 * `batches.item` (the requests inside batches, counted as they are processed).
 */
export async function createAnthropicSimulator(options: AnthropicSimulatorOptions): Promise<Simulator> {
  const { clock, policy, costOf = anthropicCost, seed = 'anthropic', faults = [] } = options
  const background = new AbortController()
  const billing = createBilling(costOf)
  const completer = createCompleter(
    createAnswerer(policy, seed),
    clock,
    options.resolvedModelOf ?? datedModel,
  )
  const store = createBatchStore({
    clock,
    billing,
    completer,
    faults,
    durationMs: options.batchDurationMs ?? DEFAULT_BATCH_MS,
    random: createRng(`${seed}/batches`),
    closing: background.signal,
  })
  return await startSimulator(
    {
      ...options,
      dialect: ANTHROPIC_DIALECT,
      billing,
      random: createRng(`${seed}/faults`),
      routes: [messagesRoute(completer), COUNT_ROUTE, ...batchRoutes(store)],
    },
    background,
  )
}

function messagesRoute(completer: Completer): Route {
  return {
    method: 'POST',
    path: /\/v1\/messages/,
    endpoint: 'messages',
    isModelCall: true,
    body: 'json',
    async handle(exchange) {
      const request = checkMessagesRequest(exchange.json, apiVersionOf(exchange))
      const { message, consumption } = await completer.complete(request, { ...exchange, isBatch: false })
      const whole = { status: 200, body: message, consumptions: [consumption] }
      return request.stream === true
        ? { ...whole, headers: { 'content-type': 'text/event-stream' }, body: renderStream(message) }
        : whole
    },
  }
}

/** Free. */
const COUNT_ROUTE: Route = {
  method: 'POST',
  path: /\/v1\/messages\/count_tokens/,
  endpoint: 'count-tokens',
  isModelCall: false,
  body: 'json',
  handle(exchange) {
    apiVersionOf(exchange)
    const blocks = promptBlocks(checkCountRequest(exchange.json))
    return {
      status: 200,
      body: { input_tokens: blocks.reduce((sum, block) => sum + countTokens(block.text), 0) },
    }
  },
}
