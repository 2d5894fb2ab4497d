import { describe, expect, it } from 'vitest'
import { loadText, refusal } from './__fixtures__/load-text.ts'
import { namedModels } from './named-models.ts'

const OLLAMA = 'models: { embedding: { base_url: "http://localhost:11434/v1", model: nomic-embed-text } }\n'

describe('models.embedding', () => {
  it('names a server on this machine with two keys and needs no key', async () => {
    const { config } = await loadText(OLLAMA)
    expect(config.models.embedding).toEqual({
      kind: 'openai-compatible',
      baseUrl: 'http://localhost:11434/v1',
      model: 'nomic-embed-text',
      dimensions: undefined,
      apiKeyVariable: undefined,
      usdPerMillionTokens: undefined,
      batchSize: 32,
      allowPrivateNetwork: false,
    })
    expect(namedModels(config)).toEqual([])
  })

  it('takes the model of `sampling.embedding_model` behind a gateway, whose key alone is needed', async () => {
    const { config } = await loadText(
      'sampling: { embedding_model: text-embedding-3-large }\nmodels: { embedding: { base_url: "https://litellm.example/v1/", api_key_env: LITELLM_API_KEY } }\n',
    )
    expect(config.models.embedding).toMatchObject({
      baseUrl: 'https://litellm.example/v1',
      model: 'text-embedding-3-large',
      apiKeyVariable: 'LITELLM_API_KEY',
    })
    expect(namedModels(config)).toEqual([])
  })

  it("changes the size of a provider's vectors, and the config's name with it", async () => {
    const base = 'sampling: { embedding_model: text-embedding-3-large }\n'
    const plain = await loadText(base)
    const sized = await loadText(`${base}models: { embedding: { dimensions: 256 } }\n`)
    expect(sized.config.models.embedding).toEqual({ kind: 'provider', dimensions: 256 })
    expect(sized.configHash).not.toBe(plain.configHash)
    expect(namedModels(sized.config).map(({ variable }) => variable)).toEqual(['OPENAI_API_KEY'])
  })

  it("resolves a model's directory against the config file, and names the config by its last part alone", async () => {
    const at = (directory: string) =>
      loadText(`models: { embedding: { transformers: { directory: ${directory} } } }\n`)
    const [near, far, other] = await Promise.all([at('./bge'), at('/models/bge'), at('/models/e5')])
    expect(near.config.models.embedding).toEqual({
      kind: 'transformers',
      directory: '/project/config/bge',
    })
    expect(far.configHash).toBe(near.configHash)
    expect(other.configHash).not.toBe(near.configHash)
  })
})

const SERVER = 'base_url: "https://x.example/v1", model: m'

describe('is refused', () => {
  it.each([
    ['without a model', 'base_url: "https://x.example/v1"', /needs `model`/],
    ['with a model and no server', 'model: m', /goes with `base_url`/],
    ['with a key and no server', 'api_key_env: X_API_KEY', /goes with `base_url`/],
    ['with two sources', `${SERVER}, transformers: { directory: a }`, /keep one of them/],
    ['with a size for a directory', 'dimensions: 8, transformers: { directory: a }', /has its own size/],
    ['with a size for the local model', 'dimensions: 8', /has its own size/],
    ['as plain http to elsewhere', 'base_url: "http://x.example/v1", model: m', /expected https/],
    [
      'as plain http to what only looks like this machine',
      'base_url: "http://localhost.evil.example/v1", model: m',
      /expected https/,
    ],
    ['as a file', 'base_url: "file:///etc/passwd", model: m', /begins with https/],
    ['as no address', 'base_url: nonsense, model: m', /begins with https/],
    ['with a password in the address', 'base_url: "https://u:p@x.example", model: m', /api_key_env/],
    ['with a key in the address', 'base_url: "https://x.example/v1?key=1", model: m', /api_key_env/],
    [
      "with a provider's key for another server",
      `${SERVER}, api_key_env: OPENAI_API_KEY`,
      /for https:\/\/api\.openai\.com alone/,
    ],
    [
      'with any secret of the environment as a key',
      `${SERVER}, api_key_env: GITHUB_TOKEN`,
      /ends in `_API_KEY`/,
    ],
    ['with a negative price', `${SERVER}, usd_per_million_tokens: -1`, /from 0 to 1000/],
    ['with an unknown key', `${SERVER}, headers: {}`, /headers/],
  ])('%s', async (_what, block, message) => {
    const error = await refusal(`models: { embedding: { ${block} } }\n`)
    expect(error.message).toMatch(message)
    expect(error.message).toContain(':1:')
  })

  it('when two models are named', async () => {
    const { message } = await refusal(
      `sampling: { embedding_model: text-embedding-3-large }\nmodels: { embedding: { ${SERVER} } }\n`,
    )
    expect(message).toMatch(/differs from `sampling.embedding_model`/)
  })

  it('is not when plain http stays in a private network on purpose', async () => {
    const { config } = await loadText(
      'models: { embedding: { base_url: "http://tei.internal:8080/v1", model: m, allow_private_network: true } }\n',
    )
    expect(config.models.embedding).toMatchObject({ allowPrivateNetwork: true })
  })
})
