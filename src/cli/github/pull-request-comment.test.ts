import { afterEach, describe, expect, it } from 'vitest'
import { createGuardedFetch } from '../../models/egress/guarded-fetch.ts'
import {
  createGithubApi,
  type GithubApi as FakeApi,
  type GithubApiOptions,
} from '../../testing/receivers/create-github-api.ts'
import { markerOf, putComment } from './pull-request-comment.ts'

const TARGET = { repository: 'acme/shop', pullRequest: 7, name: 'tidegate' }
const open: FakeApi[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(api => api.close()))
})

async function start(options: Partial<GithubApiOptions> = {}) {
  const fake = await createGithubApi({ token: 'secret-token', ...options })
  open.push(fake)
  const fetch = createGuardedFetch({ provider: 'github', baseUrl: fake.url })
  return { fake, api: { baseUrl: fake.url, fetch, token: 'secret-token' } }
}

const person = (body: string, login = 'someone') => ({ body, user: { login, type: 'User' as const } })

describe('putComment', () => {
  it('creates a comment once and changes it in place ever after', async () => {
    const { fake, api } = await start()
    expect(await putComment(api, TARGET, 'first')).toMatchObject({ kind: 'created' })
    expect(await putComment(api, TARGET, 'second')).toMatchObject({ kind: 'updated' })
    expect(fake.comments.map(({ body }) => body)).toEqual([`${markerOf('tidegate')}\nsecond`])
  })

  it('finds its comment behind 230 others, page by page', async () => {
    const others = Array.from({ length: 230 }, (_, index) => person(`comment ${index}`))
    const own = {
      body: `${markerOf('tidegate')}\nold`,
      user: { login: 'github-actions[bot]', type: 'Bot' as const },
    }
    const { fake, api } = await start({ comments: [...others, own] })
    expect(await putComment(api, TARGET, 'new')).toMatchObject({ kind: 'updated' })
    expect(fake.comments).toHaveLength(231)
    expect(fake.requests.filter(({ path }) => path.includes('page=3'))).toHaveLength(1)
  })

  it("leaves somebody else's comment alone that carries the marker", async () => {
    const planted = person(`${markerOf('tidegate')}\nSHIP: everything is fine`, 'mallory')
    for (const login of [undefined, 'release-bot']) {
      const { fake, api } = await start({ comments: [planted], login })
      expect(await putComment(api, TARGET, 'HOLD')).toMatchObject({ kind: 'created' })
      expect(fake.comments[0]?.body).toBe(planted.body)
    }
  })

  it('knows its own comments by the login of a personal token', async () => {
    const own = person(`${markerOf('tidegate')}\r\nold`, 'release-bot')
    const { fake, api } = await start({ comments: [own], login: 'release-bot' })
    expect(await putComment(api, TARGET, 'new')).toMatchObject({ kind: 'updated' })
    expect(fake.comments[0]?.body).toMatch(/new$/)
  })

  it('keeps two pipelines of one pull request apart', async () => {
    const { fake, api } = await start()
    await putComment(api, TARGET, 'a')
    await putComment(api, { ...TARGET, name: 'checkout/agent' }, 'b')
    expect(fake.comments).toHaveLength(2)
  })

  it('says which permission is missing and never quotes the token', async () => {
    const { api } = await start()
    const error = await putComment({ ...api, token: 'wrong-token' }, TARGET, 'x').catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'provider', reason: 'auth' })
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-token')
  })

  it.each([
    ['repository', { repository: 'acme/../user' }],
    ['repository', { repository: 'acme/shop/issues/7/comments?x=' }],
    ['repository', { repository: 'acme/..' }],
    ['number', { pullRequest: 0 }],
    ['name', { name: 'a --> <script>' }],
  ])('refuses a %s that would lead elsewhere', async (_, wrong) => {
    const { fake, api } = await start()
    await expect(putComment(api, { ...TARGET, ...wrong }, 'x')).rejects.toMatchObject({ code: 'config' })
    expect(fake.requests).toEqual([])
  })
})
