import { describe, expect, it } from 'vitest'
import { loadText } from '../config/__fixtures__/load-text.ts'
import { createRunLedger } from '../models/spend/create-run-ledger.ts'
import { createEmbedding } from './create-embedding.ts'
import { embeddingPlan } from './embedding-plan.ts'
import { reachable } from './reachable.ts'

const REMOTE = 'base_url: "https://x.example/v1", model: m'
const NEAR = 'base_url: "http://localhost:11434/v1", model: m'

async function planOf(text: string) {
  return embeddingPlan((await loadText(text)).config)
}

function inputs(env: Readonly<Record<string, string>> = {}) {
  return {
    env,
    ledger: createRunLedger(),
    nowMs: () => Date.UTC(2026, 10, 24),
    sleep: async () => undefined,
    onWarning: () => undefined,
    signal: new AbortController().signal,
  }
}

it.each([
  ['seed: 1', { kind: 'local' }],
  [
    'sampling: { embedding_model: text-embedding-3-large }',
    { kind: 'provider', provider: 'openai', model: 'text-embedding-3-large', dimensions: 1024 },
  ],
  [
    'sampling: { embedding_model: openai/text-embedding-3-small }\nmodels: { embedding: { dimensions: 512 } }',
    { kind: 'provider', provider: 'openai', model: 'text-embedding-3-small', dimensions: 512 },
  ],
  [
    'sampling: { embedding_model: gemini-embedding-001 }',
    { kind: 'provider', provider: 'google', model: 'gemini-embedding-001', dimensions: 768 },
  ],
  [
    'sampling: { embedding_model: text-embedding-3-large }\nmodels: { offline: true }',
    { kind: 'replaced', model: 'text-embedding-3-large', configPath: 'sampling.embedding_model' },
  ],
  [
    `models: { offline: true, embedding: { ${REMOTE} } }`,
    { kind: 'replaced', model: 'm', configPath: 'models.embedding.base_url' },
  ],
  [`models: { offline: true, embedding: { ${NEAR} } }`, { kind: 'openai-compatible', model: 'm' }],
  [
    'models: { offline: true, embedding: { transformers: { directory: /m } } }',
    { kind: 'transformers', directory: '/m' },
  ],
])('the config %j embeds by %o', async (text, expected) => {
  expect(await planOf(`${text}\n`)).toMatchObject(expected)
})

it.each([
  ['sampling: { embedding_model: claude-sonnet-4-6 }', 'Expected an embedding model'],
  ['sampling: { embedding_model: text-embedding-ada-002 }', 'models.embedding.dimensions'],
])('%s is refused', async (text, message) => {
  await expect(planOf(`${text}\n`)).rejects.toThrow(message)
})

it("a provider's vectors stand alone and the local ones are joined with the words of the window", async () => {
  const provider = await planOf('sampling: { embedding_model: text-embedding-3-large }\n')
  const named = await createEmbedding(provider, inputs({ OPENAI_API_KEY: 'k' }))
  expect([named.model.modelId, named.lexical]).toEqual(['openai/text-embedding-3-large@1024/8191', undefined])
  const local = await createEmbedding({ kind: 'local' }, inputs())
  expect(local.lexical?.modelId).toMatch(/lsa/)
})

it('a server elsewhere without a price is refused, one here is free, and a known model costs its price', async () => {
  const remote = await planOf(`models: { embedding: { ${REMOTE}, dimensions: 4 } }\n`)
  await expect(createEmbedding(remote, inputs())).rejects.toThrow('usd_per_million_tokens')
  const paid = await planOf(
    `models: { embedding: { ${REMOTE}, dimensions: 4, usd_per_million_tokens: 0 } }\n`,
  )
  expect((await createEmbedding(paid, inputs())).model.dimensions).toBe(4)
  const near = await planOf(`models: { embedding: { ${NEAR}, dimensions: 4 } }\n`)
  expect((await createEmbedding(near, inputs())).lexical).toBeUndefined()
})

it('a missing key of a server stops the run with the name of the variable', async () => {
  const { config } = await loadText(`models: { embedding: { ${REMOTE}, api_key_env: TEI_API_KEY } }\n`)
  const plan = embeddingPlan(config)
  expect(() => reachable(config, plan, { TEI_API_KEY: ' ' })).toThrow(/TEI_API_KEY for m/)
  expect(reachable(config, plan, { TEI_API_KEY: 'k' }).substitutions).toEqual([])
})

describe('what an offline run takes out of its config', () => {
  const JUDGED = 'evaluation: { freeform: { judge_model: gpt-5 } }\n'

  async function offline(text: string) {
    const { config } = await loadText(`models: { offline: true }\n${text}`)
    return reachable(config, embeddingPlan(config), {})
  }

  it('a judge elsewhere, and says so; nothing when the run is not offline', async () => {
    const { config, substitutions } = await offline(JUDGED)
    expect(config.freeform.judge.model).toBeUndefined()
    expect(substitutions).toEqual([
      'offline run: gpt-5 (evaluation.freeform.judge_model) was replaced by the offline judge, which is not a language model',
    ])
    const online = (await loadText(JUDGED)).config
    const env = { OPENAI_API_KEY: 'k' }
    expect(reachable(online, embeddingPlan(online), env)).toEqual({ config: online, substitutions: [] })
    expect(() => reachable(online, embeddingPlan(online), {})).toThrow(/OPENAI_API_KEY for gpt-5/)
  })

  it('not a judge on this machine', async () => {
    const text = 'evaluation: { freeform: { judge_model: here/llama } }\n'
    const { config } = await loadText(
      `models: { offline: true, endpoints: { here: { base_url: "http://localhost:11434/v1" } } }\n${text}`,
    )
    expect(reachable(config, embeddingPlan(config), {})).toEqual({ config, substitutions: [] })
  })

  it('never a side under test: that run is refused', async () => {
    await expect(offline('candidate: { model: gpt-5 }\n')).rejects.toThrow(/found gpt-5 \(candidate\.model\)/)
  })
})
