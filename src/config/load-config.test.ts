import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { ARTICLE_TEMPLATE, loadText, recordedOf, refusal } from './__fixtures__/load-text.ts'
import { loadConfig } from './load-config.ts'

describe('a config that loads', () => {
  it('reads the template of the article as its author meant it', async () => {
    const { config } = await loadText(ARTICLE_TEMPLATE)
    expect(config.sampling).toMatchObject({
      strategy: 'cluster_stratified',
      windowDays: 7,
      targetSize: 2000,
      embeddingModel: 'text-embedding-3-large',
    })
    expect(config.clustering).toMatchObject({ algorithm: 'hdbscan', minClusterSize: 15, noiseWeight: 0.2 })
    const judge = { model: 'claude-sonnet-4-6', temperature: 0.3, runs: 3, consensus: 'majority_vote' }
    expect(config.structured).toMatchObject({ validation: 'exact_tool_match', argumentJudge: judge })
    expect(config.freeform).toMatchObject({
      method: 'pairwise_preference',
      baselineModel: 'production_current',
      judge,
    })
    expect(config.adversarial).toEqual({
      source: '/project/config/data/adversarial_permanent.jsonl',
      weightMultiplier: 3,
      growthPolicy: 'append_only',
    })
    expect(config.gates).toMatchObject({
      deltaThreshold: 0.02,
      adversarialFloor: 0.85,
      alertChannels: ['slack_ops', 'pagerduty'],
    })
    expect(config.costControls).toEqual({
      semanticCacheTtlHours: 168,
      providerRouting: { enabled: true, fallbackOrder: ['anthropic', 'google', 'openai'] },
      maxWeeklyBudgetUsd: 200,
      budgetWindow: 'calendar',
      semanticCache: { enabled: false, threshold: 0.97 },
    })
  })

  it('fills in the documented defaults when almost nothing is said', async () => {
    const { config, warnings } = await loadText('seed: 7')
    expect(warnings).toEqual([])
    expect(config.seed).toBe('7')
    expect(config.sampling).toMatchObject({ embeddingModel: 'local', allocation: 'sqrt', windowDays: 7 })
    expect(config.clustering).toMatchObject({ minClusterSize: 15, minSamples: 6, noiseWeight: 0.5 })
    expect(config.gates).toMatchObject({ deltaThreshold: 0.02, adversarialFloor: 0.85 })
    expect([config.source, config.candidate, config.adversarial.source]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('resolves paths of the file against its folder and the default store against the working directory', async () => {
    const { config } = await loadText(
      'source: { path: [../runs/a.jsonl, "runs/*.gz", "-", /data/b.jsonl] }\ncandidate: c.jsonl',
    )
    expect(config.source?.path).toEqual([
      '/project/runs/a.jsonl',
      '/project/config/runs/*.gz',
      '-',
      '/data/b.jsonl',
    ])
    expect(recordedOf(config)?.path).toEqual(['/project/config/c.jsonl'])
    expect(config.store.path).toBe('/project/.tidegate/tidegate.db')
    expect((await loadText('store: { path: x.db }')).config.store.path).toBe('/project/config/x.db')
  })

  it('takes a block whose keys are all commented out for an empty one', async () => {
    const { config } = await loadText('sampling:\n  # window_days: 3\nevaluation_pipeline:\n')
    expect(config.sampling.windowDays).toBe(7)
  })
})

describe('trace files', () => {
  it('reads the mapped sources of the documentation, the candidate without a format of its own', async () => {
    const { config } = await loadText(`
source:    { format: messages, path: runs/base.jsonl.gz, map: { id: [/task_id], messages: /messages, outcome: /reward_info/reward, started_at: /start_time, model: /agent_llm, finish: /termination_reason } }
candidate: { recorded: { path: runs/candidate.jsonl.gz, map: { id: [/task_id], messages: /messages, outcome: /reward_info/reward, finish: /termination_reason } } }
`)
    expect(config.source).toEqual({
      format: 'messages',
      path: ['/project/config/runs/base.jsonl.gz'],
      maxRejected: undefined,
      intentPointer: undefined,
      map: {
        id: ['/task_id'],
        messages: '/messages',
        outcome: '/reward_info/reward',
        started_at: '/start_time',
        model: '/agent_llm',
        finish: '/termination_reason',
      },
    })
    expect(recordedOf(config)?.format).toBe('messages')
  })

  it('reads a plain path as canonical traces', async () => {
    const { config } = await loadText('source: a.jsonl\ncandidate: { recorded: b.jsonl }')
    expect(config.source).toMatchObject({ format: 'auto', path: ['/project/config/a.jsonl'] })
    expect(recordedOf(config)).toMatchObject({
      format: 'auto',
      path: ['/project/config/b.jsonl'],
    })
  })

  it.each([
    ['source: { format: messages, path: a }', '`format: messages` needs a `map`'],
    ['source: { path: a, map: { id: /id } }', '`source.map.messages`: is missing'],
    ['source: { format: canonical, path: a, map: { id: /i, messages: /m } }', 'has fixed fields'],
    ['source: { path: a, intent: /x, map: { id: /i, messages: /m, intent: /y } }', 'also as `map.intent`'],
    ['source: { path: a, map: { id: task_id, messages: /m } }', 'expected a JSON pointer'],
    ['source: { path: [] }', 'expected a path, or a list of paths'],
    ['source: { format: clickhouse, path: a }', '`format: clickhouse` needs `url`'],
    ['source: clickhouse', 'a table needs a block'],
    ['candidate: { provider: openai }', 'valid here: `recorded`, `model`'],
    ['baseline: gpt-5', 'expected `recorded`'],
  ])('refuses %s', async (text, message) => {
    expect((await refusal(text)).message).toContain(message)
  })
})

describe('a config that is wrong', () => {
  it('is refused with all its problems at once, in file order, each with its line and path', async () => {
    const error = await refusal(`evaluation_pipeline:
  sampling:
    target_sise: 100
    window_days: seven
  regression_gates:
    delta_threshold: 2
colour: blue
`)
    expect(error.message).toMatchInlineSnapshot(`
      "4 problems in config/tidegate.yaml:
        config/tidegate.yaml:3:5: \`evaluation_pipeline.sampling.target_sise\`: unknown key; did you mean \`target_size\`?
        config/tidegate.yaml:4:5: \`evaluation_pipeline.sampling.window_days\`: expected a whole number from 1 to 366, found the text "seven"
        config/tidegate.yaml:6:5: \`evaluation_pipeline.regression_gates.delta_threshold\`: expected a number above 0 and below 1, found 2
        config/tidegate.yaml:7:1: \`colour\`: unknown key; valid here: \`preset\`, \`sampling\`, \`clustering\`, \`evaluation\`, \`regression_gates\`, \`cost_controls\`, \`source\`, \`candidate\`, \`candidates\`, \`baseline\`, \`replay\`, \`privacy\`, \`models\`, \`judge\`, \`alerts\`, \`scorers\`, \`audit\`, \`drift\`, \`schedule\`, \`store\`, \`env\`, \`seed\`"
    `)
    expect(error.exitCode).toBe(2)
    expect(error.path).toBe('evaluation_pipeline.sampling.target_sise')
  })

  it('names the place of a key that stands in the wrong block', async () => {
    expect((await refusal('sampling: { min_cluster_size: 20 }')).message).toContain(
      'did you mean `clustering.min_cluster_size`?',
    )
  })

  it.each([
    [
      'a tab as indentation',
      'sampling:\n\twindow_days: 3\n',
      ':2:1: expected spaces as indentation, found a tab',
    ],
    ['a key given twice', 'seed: 1\nseed: 2\n', ':2:1: this key is given twice'],
    [
      '20,000 keys, without taking long',
      Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join(''),
      'more than 20000 values',
    ],
    ['two documents', 'seed: 1\n---\nseed: 2\n', 'found a second one'],
    ['a custom tag', 'seed: !!js/function "x"\n', ':1:7: tags (`!name`) are not supported'],
    ['a merge key', 'sampling: &a { floor: 1 }\nclustering: { <<: *a }\n', 'merge keys'],
    ['an unclosed list', 'seed: [1, 2\n', 'not valid YAML'],
    ['a list at the top', '- 1\n', 'expected a block of keys'],
    ['an empty file', '', 'found an empty file'],
    ['only comments', '# nothing\n', 'found an empty file'],
    ['a number as a key', '1: 2\n', 'expected a key that is text'],
    [
      'text where a block belongs',
      'sampling: fast\n',
      '`sampling`: expected a block of keys, found the text "fast"',
    ],
    ['a list where a block belongs', 'models: [a]\n', '`models`: expected a block of keys, found a list'],
    [
      'a value left out',
      'sampling:\n  target_size:\n',
      '`sampling.target_size`: expected a whole number from 1 to 10000000, found nothing',
    ],
    ['a fraction of a trace', 'sampling: { target_size: 10.5 }', 'expected a whole number'],
    [
      'not a number',
      'clustering: { noise_weight: .nan }',
      'expected a number above 0 and up to 10, found NaN',
    ],
    ['a day that does not exist', 'sampling: { window_end: 2026-02-30 }', 'expected a date such as'],
    [
      'a repeated provider',
      'cost_controls: { provider_routing: { fallback_order: [openai, openai] } }',
      'each once',
    ],
    [
      'a model of nobody',
      'sampling: { embedding_model: nonsense }',
      'expected `local` or the name of a model',
    ],
    [
      'synthetic privacy without anybody to answer',
      'privacy: { mode: synthetic }',
      'expected a `baseline` that answers live',
    ],
    [
      'a channel without a target',
      'alerts: { channels: { ops: { type: slack } } }',
      '`alerts.channels.ops.target`: is missing',
    ],
    [
      'a typing mistake in a channel',
      'alerts: { channels: { ops: { type: slack, target: x, tipe: 1 } } }',
      'did you mean `type`?',
    ],
    [
      'a bad channel name',
      'alerts: { channels: { "a b": { type: slack, target: x } } }',
      'expected the name of a channel',
    ],
  ])('is refused for %s', async (_title, text, message) => {
    expect((await refusal(text)).message).toContain(message)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('is refused for the key %s', async key => {
    const { message } = await refusal(`alerts:\n  channels:\n    ${key}: { type: slack, target: x }\n`)
    expect(message).toContain(`config/tidegate.yaml:3:5: \`alerts.channels.${key}\`: this key is refused`)
  })

  it('is refused in bounded time when aliases would write out billions of values', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `a${i}: &a${i} [${Array(9).fill(i === 0 ? 'x' : `*a${i - 1}`)}]`,
    )
    expect((await refusal(levels.join('\n'))).message).toContain('more than')
  })

  it('is refused for an alias that holds itself', async () => {
    expect((await refusal('sampling: &a { floor: *a }')).message).toContain('levels')
  })

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['list items', '- '.repeat(100_000)],
  ])('is refused for nesting %s without end', async (_title, text) => {
    expect((await refusal(text)).message).toContain('nested more than 60 levels')
  })

  it('is refused above 1 MiB and when it is not UTF-8', async () => {
    expect((await refusal(`# ${'x'.repeat(1_048_576)}`)).message).toContain('at most 1048576 bytes')
    expect((await refusal(new Uint8Array([0x61, 0xff, 0xfe]))).message).toContain('expected UTF-8 text')
  })

  it('is refused when it cannot be read, telling a missing file from an unreadable one', async () => {
    const failing = (code: string): Promise<unknown> =>
      loadConfig('nowhere.yaml', {
        readFile: () => Promise.reject(Object.assign(new Error(code), { code })),
        env: {},
        cwd: '/project',
      }).catch((error: unknown) => error)
    const missing = await failing('ENOENT')
    expect(missing).toBeInstanceOf(ConfigError)
    expect(missing).toMatchObject({ message: 'nowhere.yaml: there is no such config file', exitCode: 2 })
    expect(await failing('EISDIR')).toMatchObject({
      message: 'nowhere.yaml: the config file cannot be read (EISDIR)',
    })
  })
})

describe('environment variables', () => {
  it('are filled in where the file lists them', async () => {
    const { config } = await loadText(`env: [TRACES]\nsource: \${TRACES}/a.jsonl`, { TRACES: '/data' })
    expect(config.source?.path).toEqual(['/data/a.jsonl'])
  })

  it('are refused, with their name, when not listed or not set, listed in a prototype or misspelt', async () => {
    const env = { HOME: '/home/me' }
    expect((await refusal(`source: \${HOME}/a`, env)).message).toContain(
      `:1:1: \`source\`: \`\${HOME}\` is not listed; add \`env: [HOME]\``,
    )
    expect((await refusal(`env: [NONE]\nsource: \${NONE}/a`, env)).message).toContain('`NONE` is not set')
    expect((await refusal(`env: [toString]\nsource: \${toString}`, env)).message).toContain('is not set')
    expect((await refusal(`source: "\${A B}"`, env)).message).toContain(
      'expected the name of an environment variable',
    )
  })

  it('are text, never keys, never searched again and never quoted', async () => {
    const env = { SIZE: '100', SECRET: 'hunter2', A: `\${B}`, B: 'b' }
    expect((await refusal(`env: [SIZE]\nsampling: { target_size: "\${SIZE}" }`, env)).message).toContain(
      'expected a whole number from 1 to 10000000, found text from an environment variable',
    )
    const secret = await refusal(`env: [SECRET]\nbaseline: \${SECRET}`, env)
    expect(secret.message).not.toContain('hunter2')
    const { config } = await loadText(`env: [A]\nseed: \${A}`, env)
    expect(config.seed).toBe(`\${B}`)
    expect((await refusal(`env: [SECRET]\n"\${SECRET}": 1`, env)).message).not.toContain('hunter2')
  })
})

describe('the hash of a config', () => {
  const hashOf = async (text: string): Promise<string> => (await loadText(text)).configHash

  it('is the same for two spellings of one config and for results kept elsewhere', async () => {
    const hash = await hashOf('source: /a/x.jsonl\nsampling: { window_days: 7 }')
    expect(await hashOf('evaluation_pipeline: { source: /b/x.jsonl }')).toBe(hash)
    expect(await hashOf('source: x.jsonl\nstore: { path: y.db }\nschedule: { cron: "0 6 * * 1" }')).toBe(hash)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('differs for another file name, another seed and another threshold', async () => {
    const texts = [
      'source: x',
      'source: y',
      'source: x\nseed: 2',
      'source: x\nregression_gates: { delta_threshold: 0.03 }',
    ]
    expect(new Set(await Promise.all(texts.map(hashOf))).size).toBe(texts.length)
  })
})
