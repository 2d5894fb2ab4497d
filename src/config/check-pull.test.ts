import { describe, expect, it } from 'vitest'
import { loadConfig } from './load-config.ts'

const LANGFUSE =
  'format: langfuse-api, url: "https://lf.example", public_key_env: LANGFUSE_PUBLIC_KEY, secret_key_env: LANGFUSE_SECRET_KEY'
const CLICKHOUSE =
  'format: clickhouse, url: "https://ch.example:8443", table: traces, columns: { id: trace_id, messages: messages, started_at: at }'

describe('a source that is a server', () => {
  it('is read as the config says, with a path that names it in reports', async () => {
    expect((await loaded(`source: { ${LANGFUSE}, environments: [production] }`)).source).toMatchObject({
      format: 'langfuse',
      path: ['langfuse-api://lf.example'],
      pull: { kind: 'langfuse-api', secretKeyVariable: 'LANGFUSE_SECRET_KEY', environments: ['production'] },
    })
    expect((await loaded(`source: { ${CLICKHOUSE}, pre_sample: 50000 }`)).source).toMatchObject({
      format: 'canonical',
      path: ['clickhouse://ch.example:8443/default.traces'],
      pull: { kind: 'clickhouse', user: 'default', preSample: 50_000, customerCap: undefined },
    })
  })

  it.each([
    ['source: { format: langfuse-api, url: "https://lf.example" }', 'needs `public_key_env`'],
    [`source: { ${LANGFUSE}, path: a }`, '`path` does not go with `format: langfuse-api`'],
    [`source: { ${LANGFUSE}, table: t }`, '`table` does not go with'],
    [`source: { ${LANGFUSE.replace('https://', 'http://')} }`, 'expected https'],
    [
      `source: { ${LANGFUSE.replace('LANGFUSE_SECRET_KEY', 'AWS_SECRET_ACCESS_KEY')} }`,
      'LANGFUSE_SECRET_KEY',
    ],
    [`source: { ${CLICKHOUSE}, password_env: GITHUB_TOKEN }`, 'CLICKHOUSE_PASSWORD'],
    [`source: { ${CLICKHOUSE.replace('trace_id', '"a`; DROP"')} }`, 'letters, digits and underscores'],
    [`source: { ${CLICKHOUSE}, customer_cap: 5 }`, 'needs the column of the customer'],
    [`source: { ${CLICKHOUSE}, flags: { a: "on" } }`, 'needs the column of the feature flags'],
    [
      `source: { ${CLICKHOUSE.replace('messages: messages', 'input: question')} }`,
      'both `input` and `output`',
    ],
    ['source: { path: a.jsonl, pre_sample: 5 }', '`pre_sample` goes with `format: langfuse-api` or'],
    ['source: { format: otlp }', 'expected a path, or a list of paths'],
  ])('is refused where keys are missing, foreign or dangerous: %s', async (text, problem) => {
    await expect(loaded(text)).rejects.toThrow(problem)
  })
})

async function loaded(text: string) {
  const { config } = await loadConfig('/p/tidegate.yaml', {
    readFile: async () => new TextEncoder().encode(text),
    env: {},
    cwd: '/p',
  })
  return config
}
