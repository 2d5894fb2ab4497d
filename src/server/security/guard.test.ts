import { describe, expect, it } from 'vitest'
import { BEARER, createTestServer, HOST, signedIn, TOKEN } from '../__fixtures__/create-test-server.ts'

describe('createApp: who is let in', () => {
  it.each([
    ['a name that points at this machine', 'evil.example'],
    ['a name that begins like ours', '127.0.0.1.evil.example:4318'],
    ['a name of ours with another behind it', 'localhost.evil.example'],
    ['an address of the network', '192.168.1.5:4318'],
    ['user information', 'localhost@evil.example'],
    ['nothing', ''],
  ])('refuses %s as Host on every address (DNS rebinding)', async (_, host) => {
    const { app } = createTestServer()
    for (const path of ['/', '/login', '/api/runs', '/v1/traces']) {
      const answer = await app.request(`http://${HOST}${path}`, { headers: { ...BEARER, host } })
      expect([path, answer.status]).toEqual([path, 403])
    }
  })

  it('answers to the names of the loopback interface and to those it was given, to addresses only where it listens to others', async () => {
    const statusOf = async (host: string, options: Parameters<typeof createTestServer>[0] = {}) =>
      (await createTestServer(options).app.request('http://x/api/runs', { headers: { ...BEARER, host } }))
        .status
    expect(await statusOf('localhost:1')).toBe(200)
    expect(await statusOf('[::1]:4318')).toBe(200)
    expect(await statusOf('Eval.Example:443', { allowedHosts: ['eval.example'] })).toBe(200)
    expect(await statusOf('10.0.0.7:4318')).toBe(403)
    expect(await statusOf('10.0.0.7:4318', { isPublic: true })).toBe(200)
    expect(await statusOf('evil.example', { isPublic: true })).toBe(403)
  })

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'refuses %s of another site, by Origin or by Sec-Fetch-Site alone',
    async method => {
      const { ask, cookie } = await signedIn()
      for (const mark of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost:9999' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const answer = await ask('/api/runs', { cookie, ...mark }, { method })
        expect([mark, answer.status]).toEqual([mark, 403])
      }
    },
  )

  it('lets a link on another site open the page, but not the API', async () => {
    const { ask, cookie } = await signedIn()
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect((await ask('/', link)).status).toBe(200)
    expect((await ask('/api/runs', { ...link, cookie })).status).toBe(403)
    expect((await ask('/', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403)
    expect((await ask('/', link, { method: 'POST' })).status).toBe(403)
  })

  it.each([
    '/api/health',
    '/api/runs',
    '/api/runs/run-1',
    '/api/runs/run-1/pairs',
    '/api/runs/run-1/pairs/0',
    '/api/runs/run-1/map',
    '/api/traces?id=t',
    '/api/trend',
    '/api/drift',
    '/api/drift/compare?from=a&to=b',
    '/api/audits',
    '/api/adversarial',
    '/api/budget',
    '/api/calibrations',
    '/api/live',
    '/api/schedule',
    '/api/openapi.json',
    '/api/nothing',
  ])('says nothing at %s without a session or the token', async path => {
    const { ask } = createTestServer()
    for (const headers of [
      {},
      { authorization: 'Bearer wrong-token-wrong-token' },
      { authorization: 'Bearer' },
      { authorization: `Basic ${btoa(`x:${TOKEN}`)}` },
      { cookie: 'tidegate_4318=guess' },
      { cookie: `tidegate_4318=${TOKEN}` },
    ]) {
      const answer = await ask(path, headers)
      expect([headers, answer.status]).toEqual([headers, 401])
    }
  })

  it('knows no token where none is configured, not even an empty one', async () => {
    const { ask } = createTestServer({ token: undefined })
    expect((await ask('/api/runs', { authorization: 'Bearer undefined' })).status).toBe(401)
    expect((await ask('/api/runs', { authorization: 'Bearer ' })).status).toBe(401)
  })
})
