import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { StoreError } from '../errors/store-error.ts'
import { BEARER, createTestServer, get } from './__fixtures__/create-test-server.ts'

describe('createApp', () => {
  it('forbids inline scripts, frames, guessing of types and reading by other sites on every answer', async () => {
    const { ask } = createTestServer()
    for (const path of ['/', '/login', '/login.js', '/api/runs', '/nothing.js', '/v1/traces']) {
      const { headers } = await ask(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect([...headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
    }
    expect(await (await ask('/login')).text()).not.toMatch(/<script(?![^>]*src=)|\son\w+=/)
  })

  it('describes every address it has', async () => {
    const { ask, app } = createTestServer()
    const { paths } = await get<{ paths: object }>(ask, '/api/openapi.json')
    const described = Object.keys(paths).map(path => path.replace(/\{(\w+)\}/g, ':$1'))
    const served = app.routes
      .filter(({ method, path }) => ['GET', 'POST'].includes(method) && path.startsWith('/api/'))
      .map(({ path }) => path.replace(/\{.*\}$/, ''))
      .filter(path => path !== '/api/session')
    expect(served.filter(path => !described.includes(path))).toEqual([])
    expect(described.filter(path => path.startsWith('/api/') && !served.includes(path))).toEqual([])
  })

  it('answers a health check or scrape of another program with 404, not with the page', async () => {
    const { ask } = createTestServer()
    for (const path of ['/healthz', '/metrics', '/runs/run-1']) expect((await ask(path)).status).toBe(404)
    expect((await ask('/')).status).toBe(200)
  })

  it('says of what cannot be asked for that it is the question', async () => {
    const { ask } = createTestServer({
      budget: () => {
        throw new ConfigError('Expected another window', { path: 'from', hint: 'name one' })
      },
    })
    const answer = await ask('/api/budget', BEARER)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: { code: 'bad-request', message: 'Expected another window; name one' } },
    ])
  })

  it('names a file that cannot be read, but tells only its own log where it stands', async () => {
    const said =
      "Store /home/ann/my work/spend.db failed (EISDIR), see 'C:\\x y\\z.db' and https://a.example/b/c"
    const { ask, errors } = createTestServer({
      budget: () => {
        throw new StoreError(said, { location: '' })
      },
    })
    const answer = await ask('/api/budget', BEARER)
    expect([answer.status, await answer.json()]).toEqual([
      503,
      {
        error: {
          code: 'unavailable',
          message: "Store spend.db failed (EISDIR), see 'z.db' and https://a.example/b/c",
        },
      },
    ])
    expect(errors).toEqual([said])
  })

  it('writes down what went wrong without quoting it, and tells the client nothing of it', async () => {
    const { ask, errors } = createTestServer({
      budget: () => {
        throw new TypeError('secret of a trace')
      },
    })
    const answer = await ask('/api/budget', BEARER)
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('secret')])
    expect(errors).toEqual([expect.not.stringContaining('secret')])
  })
})
