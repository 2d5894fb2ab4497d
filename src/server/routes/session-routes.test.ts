import { describe, expect, it } from 'vitest'
import { createTestServer, HOST, JSON_TYPE, signedIn } from '../__fixtures__/create-test-server.ts'

describe('sessionRoutes', () => {
  it('opens one session for the code of the link, with a cookie that no script and no other site can use', async () => {
    const { ask, sessions } = createTestServer()
    const body = JSON.stringify({ code: sessions.code })
    const first = await ask('/api/session', JSON_TYPE, { method: 'POST', body })
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(first.status).toBe(204)
    expect(cookie).toMatch(/^tidegate_4318=[\w-]{43}; /)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect((await ask('/api/session', JSON_TYPE, { method: 'POST', body })).status).toBe(401)
    expect((await ask('/api/runs', { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200)
  })

  it('ends a session when its owner leaves and when its time is over', async () => {
    const { ask, cookie, tick } = await signedIn()
    expect((await ask('/api/runs', { cookie })).status).toBe(200)
    tick(12 * 3_600_000)
    expect((await ask('/api/runs', { cookie })).status).toBe(401)
    const other = await signedIn()
    await other.ask('/api/session', { cookie: other.cookie, origin: `http://${HOST}` }, { method: 'DELETE' })
    expect((await other.ask('/api/runs', { cookie: other.cookie })).status).toBe(401)
  })

  it('takes what a session writes only from the page itself, and only as JSON', async () => {
    const { ask, cookie } = await signedIn()
    const post = (headers: Record<string, string>, body = '{}') =>
      ask('/api/audits/labels', { cookie, ...headers }, { method: 'POST', body })
    const ours = { origin: `http://${HOST}` }
    expect((await post(JSON_TYPE)).status).toBe(403)
    expect((await post({ ...ours, 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post({ ...ours, 'content-type': 'application/x-www-form-urlencoded' }, 'a=b')).status).toBe(
      415,
    )
    expect((await post({ ...ours, ...JSON_TYPE })).status).toBe(400)
    expect((await post({ ...ours, ...JSON_TYPE }, `"${'x'.repeat(70_000)}"`)).status).toBe(413)
    expect((await post({ ...ours, ...JSON_TYPE }, '['.repeat(50_000))).status).toBe(400)
  })
})
