import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { serveOpenAiEmbeddings } from '../../src/models/__fixtures__/serve-openai-embeddings.ts'
import { createWorkbench, rowsText } from './command-line.ts'

const KEY = 'sk-canary-0815'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
  bench.write(
    'base.jsonl',
    rowsText(12, () => 1),
  )
  bench.write(
    'candidate.jsonl',
    rowsText(12, index => (index < 9 ? 0 : 1)),
  )
})
afterEach(() => bench.dispose())

/** The command line beside this process, so that a server in this process can answer it. */
async function run(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(
    process.execPath,
    [resolve('src/cli/main.ts'), 'run', '-c', 'tidegate.yaml', '--json', 'out.json', '--html', 'out.html'],
    { cwd: bench.folder, env: { PATH: process.env.PATH ?? '', HOME: bench.folder, ...env } },
  )
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(done => child.on('close', done)),
  ])
  return { stdout, stderr, status }
}

function configFor(baseUrl: string, dimensions: number): void {
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: ./candidate.jsonl
models:
  embedding:
    base_url: ${baseUrl}
    model: text-embedding-3-large
    dimensions: ${dimensions}
    api_key_env: GATEWAY_API_KEY
`,
  )
}

function result() {
  return JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
}

it('a run embeds through a gateway, books its price, pays for no text twice and announces a new space', async () => {
  await using server = await serveOpenAiEmbeddings({ key: KEY })
  configFor(server.baseUrl, 16)
  const keyless = await run()
  expect(keyless.status).toBe(2)
  expect(keyless.stderr).toContain('GATEWAY_API_KEY')

  const first = await run({ GATEWAY_API_KEY: KEY })
  expect(first.status, first.stderr).toBe(1)
  expect(server.billed.picoUsd).toBeGreaterThan(0)
  expect(result()).toMatchObject({
    cost: { picoUsd: server.billed.picoUsd },
    manifest: {
      embeddingModel: expect.stringMatching(
        /^openai-compatible\/text-embedding-3-large\/[0-9a-f]{8}@16\/8191$/,
      ),
      substitutions: [],
    },
  })
  expect(first.stderr).not.toContain('new space')

  const requests = server.received.length
  const second = await run({ GATEWAY_API_KEY: KEY })
  expect(second.status).toBe(1)
  expect(server.received.length).toBe(requests)
  expect(result().cost).toEqual({ picoUsd: 0, usd: 0 })

  configFor(server.baseUrl, 8)
  const third = await run({ GATEWAY_API_KEY: KEY })
  expect(third.stderr).toMatch(/embedding model changed from .*@16\/8191 to .*@8\/8191: a new space begins/)
  const written = ['out.json', 'out.html'].map(name => readFileSync(join(bench.folder, name), 'utf8'))
  expect([first.stdout, first.stderr, third.stderr, ...written].join()).not.toContain('canary')
})
