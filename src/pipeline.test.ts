import { describe, expect, it } from 'vitest'
import { loadConfig } from './config/load-config.ts'
import type { Dependencies } from './dependencies.ts'
import { InterruptedError } from './errors/interrupted-error.ts'
import type { EmbeddingModel } from './models/embedding-model.ts'
import { evaluate } from './pipeline.ts'
import { defaultDetectors } from './privacy/default-detectors.ts'
import { createRedactText } from './privacy/redact-text.ts'
import { type SimulatedCandidate, simulateWeek } from './simulate/simulate-week.ts'
import type { SimulatedRow } from './simulate/simulated-row.ts'
import { createOfflineJudge } from './stages/judge/offline-judge.ts'
import { renderJson } from './stages/report/json.ts'
import { createMemoryStore } from './store/memory/create-memory-store.ts'
import type { RunStore } from './store/run-store.ts'

const DIMENSIONS = 64

/** Words hashed into a few signed coordinates: enough to tell the simulated intents apart, and instant. */
function createWordModel(): EmbeddingModel & { embedded: number } {
  const model = {
    modelId: 'hashed-words',
    dimensions: DIMENSIONS,
    embedded: 0,
    async embed(texts: readonly string[]) {
      model.embedded += texts.length
      const data = new Float32Array(texts.length * DIMENSIONS)
      texts.forEach((text, row) => {
        data.set(vectorOf(text), row * DIMENSIONS)
      })
      return { data, rows: texts.length, columns: DIMENSIONS }
    },
  }
  return model
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const word of text.toLowerCase().match(/[a-z]{4,}/g) ?? []) {
    let hash = 2166136261
    for (const character of word) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0
    vector[hash % DIMENSIONS] = (vector[hash % DIMENSIONS] ?? 0) + ((hash >>> 16) % 2 === 0 ? 1 : -1)
  }
  const length = Math.hypot(...vector) || 1
  return vector.map(value => value / length)
}

async function runWeek(
  candidate: SimulatedCandidate,
  changes: Partial<Dependencies> = {},
  traces = 1500,
  order = (rows: readonly SimulatedRow[]) => rows,
) {
  const week = simulateWeek({
    seed: '1',
    candidate,
    traces,
    adversarial: 120,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  const files: { readonly [path: string]: readonly SimulatedRow[] } = {
    '/base': week.baseline,
    '/candidate': week.candidate,
    '/flagged': week.adversarial,
  }
  const yaml =
    'source: /base\ncandidate: /candidate\nadversarial: { source: /flagged }\nsampling: { target_size: 1000 }\n'
  const { config } = await loadConfig('/tidegate.yaml', {
    readFile: async () => Buffer.from(yaml),
    env: {},
    cwd: '/',
  })
  const deps: Dependencies = {
    io: {
      listFiles: async path => (path in files ? [path] : []),
      openFile: path => bytesOf(order(files[path] ?? [])),
      stdin: () => bytesOf([]),
    },
    isForbiddenId: () => false,
    store: createMemoryStore(),
    redactText: createRedactText({
      detectors: defaultDetectors,
      tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
    }),
    embeddingModel: createWordModel(),
    lexicalModel: undefined,
    judge: createOfflineJudge(),
    nowMs: () => 0,
    onProgress: () => undefined,
    onWarning: () => undefined,
    signal: new AbortController().signal,
    version: '0.0.0',
    substitutions: [],
    ...changes,
  }
  return { evaluation: await evaluate(config, deps), week }
}

async function* bytesOf(rows: readonly SimulatedRow[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`)
}

describe('evaluate', () => {
  it('holds a candidate that truncates tool calls and says which mode in which traces', async () => {
    const { decision } = (await runWeek('truncating')).evaluation
    expect(decision.outcome).toBe('FAIL')
    expect(decision.reasons[0]).toMatch(/^truncated-tool-call: .*multi-step/)
    const slices = decision.gates.slices.findings
      .filter(finding => finding.isRegression)
      .map(finding => finding.name)
    expect(slices).toContain('multi-step')
    expect(slices).not.toContain('single-step')
  })

  it('does not hold a candidate that is as good as production', async () => {
    const { decision } = (await runWeek('healthy')).evaluation
    expect(decision.outcome).not.toBe('FAIL')
    expect(decision.gates.modes.verdict).toBe('PASS')
  })

  it('lets no planted mail address, phone number or card past redaction: not into the store, strata or result', async () => {
    const store = createMemoryStore()
    const { evaluation, week } = await runWeek('healthy', { store }, 300)
    const planted = [
      ...JSON.stringify(week).matchAll(/[\w.]+@example\.com|\+1 202-555-01\d\d|4111 11\d\d \d{4} \d{4}/g),
    ].map(match => match[0])
    expect(planted.length).toBeGreaterThan(100)
    const kept = [
      renderJson(evaluation),
      JSON.stringify(evaluation),
      JSON.stringify([...store.traces('baseline'), ...store.traces('candidate')]),
    ].join('\n')
    expect(planted.filter(value => kept.includes(value))).toEqual([])
  })

  it('stops at an abort, keeps what is finished, and pays for no text twice when it is run again', async () => {
    const controller = new AbortController()
    const store: RunStore = createMemoryStore()
    const first = createWordModel()
    const stopAfterEmbedding: Dependencies['onProgress'] = event => {
      if (event.stage === 'embed' && event.kind === 'finished') controller.abort()
    }
    await expect(
      runWeek(
        'healthy',
        { store, embeddingModel: first, signal: controller.signal, onProgress: stopAfterEmbedding },
        300,
      ),
    ).rejects.toBeInstanceOf(InterruptedError)
    expect(first.embedded).toBeGreaterThan(0)
    const second = createWordModel()
    await runWeek('healthy', { store, embeddingModel: second }, 300)
    expect(second.embedded).toBe(0)
  })

  it('decides the same for rows in another order', async () => {
    const inOrder = await runWeek('truncating', {}, 300)
    const reversed = await runWeek('truncating', {}, 300, rows => rows.toReversed())
    const { decision, sample } = reversed.evaluation
    expect({ decision, sample }).toEqual({
      decision: inOrder.evaluation.decision,
      sample: inOrder.evaluation.sample,
    })
  })
})
