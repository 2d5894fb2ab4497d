import type { Exchange, Route, SimulatorReply } from '../core/exchange.ts'
import { parseBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { apiVersionOf } from './api-version.ts'
import { checkAnthropicBody, invalidRequest } from './check-request.ts'
import type { BatchStore } from './create-batch-store.ts'
import { type MessageBatch, renderBatch } from './message-batch.ts'
import { batchSchema } from './messages-request.ts'

const ONE = /\/v1\/messages\/batches\/([^/]+)/

/** The six calls of the message batches API. */
export function batchRoutes(store: BatchStore): readonly Route[] {
  const found = ({ params, key }: Exchange): MessageBatch => {
    const batch = store.find(params[0] ?? '', key)
    if (batch === undefined) {
      throw new RequestProblem({ kind: 'not-found', message: `Batch ${params[0]} not found` })
    }
    return batch
  }
  const shown = (exchange: Exchange): SimulatorReply => ({
    status: 200,
    body: renderBatch(found(exchange), exchange.headers.host ?? ''),
  })
  const route = (
    endpoint: string,
    method: Route['method'],
    path: RegExp,
    handle: Route['handle'],
  ): Route => ({ endpoint, method, path, handle, isModelCall: false, body: 'none' })
  return [
    route('batches.create', 'POST', /\/v1\/messages\/batches/, exchange => createBatch(store, exchange)),
    route('batches.list', 'GET', /\/v1\/messages\/batches/, exchange => listBatches(store, exchange)),
    route('batches.retrieve', 'GET', ONE, shown),
    route('batches.cancel', 'POST', /\/v1\/messages\/batches\/([^/]+)\/cancel/, exchange => {
      const batch = found(exchange)
      if (batch.ended !== undefined) throw invalidRequest(`Batch ${batch.id} has already ended`)
      if (batch.cancelledAtMs === undefined) store.cancel(batch.id)
      return shown(exchange)
    }),
    route('batches.delete', 'DELETE', ONE, exchange => {
      const { id, ended } = found(exchange)
      if (ended === undefined) throw invalidRequest(`Batch ${id} cannot be deleted before it has ended`)
      store.remove(id)
      return { status: 200, body: { id, type: 'message_batch_deleted' } }
    }),
    route('batches.results', 'GET', /\/v1\/messages\/batches\/([^/]+)\/results/, exchange => {
      const { id, ended } = found(exchange)
      if (ended === undefined)
        throw new RequestProblem({ kind: 'not-found', message: `Batch ${id} has no results yet` })
      return {
        status: 200,
        headers: { 'content-type': 'application/x-jsonl' },
        body: ended.results.map(line => `${JSON.stringify(line)}\n`).join(''),
      }
    }),
  ]
}

function createBatch(store: BatchStore, exchange: Exchange): SimulatorReply {
  const version = apiVersionOf(exchange)
  const { requests } = checkAnthropicBody(batchSchema, parseBody(exchange.body))
  const ids = new Set(requests.map(request => request.custom_id))
  if (ids.size < requests.length) throw invalidRequest('requests: custom_id must be unique within a batch')
  const items = requests.map(({ custom_id, params }) => ({ customId: custom_id, params }))
  const batch = store.create(items, { key: exchange.key, version })
  return { status: 200, body: renderBatch(batch, exchange.headers.host ?? '') }
}

function listBatches(store: BatchStore, { key, query, headers }: Exchange): SimulatorReply {
  const limit = Number(query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw invalidRequest('limit: must be in [1, 1000]')
  const all = store.all(key)
  const indexOf = (name: string): number => all.findIndex(batch => batch.id === query.get(name))
  const before = query.has('before_id') ? indexOf('before_id') : all.length
  const after = query.has('after_id') ? indexOf('after_id') + 1 : 0
  const from = query.has('before_id') ? Math.max(after, before - limit) : after
  const page = all.slice(from, Math.min(from + limit, before))
  const hasMore = query.has('before_id') ? from > 0 : from + page.length < all.length
  return {
    status: 200,
    body: {
      data: page.map(batch => renderBatch(batch, headers.host ?? '')),
      has_more: hasMore,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    },
  }
}
