import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ClickHouseClient } from '@clickhouse/client'

/** A request as ClickHouse's HTTP interface got it. */
export type EngineRequest = {
  readonly user: string
  readonly sql: string
  readonly parameters: readonly string[]
}

/** The engine of this process behind the part of ClickHouse's HTTP interface that the vendor's client uses for queries. */
export async function serveEngine(client: ClickHouseClient) {
  const requests: EngineRequest[] = []
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const sql = (await text(request)).replace(/\s*FORMAT JSONEachRow\s*$/, '')
    const [user = ''] = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64')
      .toString('utf8')
      .split(':')
    const parameters = [...searchParams].flatMap(([name, value]) =>
      name.startsWith('param_') ? [[name.slice(6), valueOfParameter(value)] as const] : [],
    )
    requests.push({ user, sql, parameters: parameters.map(([name]) => name) })
    try {
      const found = await client.query({
        query: sql,
        query_params: Object.fromEntries(parameters),
        format: 'JSONEachRow',
      })
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.end(await found.text())
    } catch (error) {
      response.writeHead(500, { 'x-clickhouse-exception-code': '1' })
      response.end(String(error))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    requests,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

/** The client writes lists as `['a','b']`; texts have no quotes. */
function valueOfParameter(value: string): unknown {
  if (!value.startsWith('[')) return value
  return [...value.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(match => (match[1] ?? '').replace(/\\(.)/g, '$1'))
}
