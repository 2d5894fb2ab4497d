import { loadConfig } from '../../src/config/load-config.ts'
import { createLsaModel } from '../../src/models/local/create-lsa-model.ts'
import { evaluate } from '../../src/pipeline.ts'
import { createRedactText } from '../../src/privacy/redact-text.ts'
import type { GateVerdict, Outcome } from '../../src/records/decision.ts'
import { type SimulatedCandidate, simulateWeek } from '../../src/simulate/simulate-week.ts'
import { createMemoryIo } from '../../src/stages/ingest/memory-io.ts'
import { createOfflineJudge } from '../../src/stages/judge/offline-judge.ts'
import { createKernel } from '../../src/stages/stratify/kernel/create-kernel.ts'
import { createMemoryStore } from '../../src/store/memory/create-memory-store.ts'
import { createWordHashModel } from '../end-to-end/word-hash-model.ts'

export type SeedSpec = { readonly candidate: SimulatedCandidate }

export type SeedResult = {
  readonly outcome: Outcome
  readonly gates: { readonly [gate: string]: GateVerdict }
  readonly noiseShare: number
}

const DIMENSIONS = 256

/** The demo's week, config and judge under one seed; words are hashed beside the lexical model where the encoder would take most of the time. */
export async function replication({ candidate }: SeedSpec, seed: string): Promise<SeedResult> {
  const week = simulateWeek({
    seed,
    candidate,
    traces: 5_200,
    adversarial: 240,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  const io = createMemoryIo({
    '/production.jsonl': linesOf(week.baseline),
    '/candidate.jsonl': linesOf(week.candidate),
    '/adversarial.jsonl': linesOf(week.adversarial),
  })
  const kernel = createKernel({ threads: 1 })
  try {
    const { config } = await loadConfig('/tidegate.yaml', {
      readFile: async () => Buffer.from(configText(seed)),
      env: {},
      cwd: '/',
    })
    const { decision, strata } = await evaluate(config, {
      io,
      isForbiddenId: () => false,
      store: createMemoryStore(),
      redactText: createRedactText({ detectors: [], tokenKey: { id: 'k1', bytes: new Uint8Array(32) } }),
      embeddingModel: createWordHashModel(DIMENSIONS),
      lexicalModel: createLsaModel(),
      search: kernel,
      judge: createOfflineJudge(),
      nowMs: () => 0,
      onWarning: () => {},
      onProgress: () => {},
      signal: new AbortController().signal,
      version: 'bench',
      substitutions: [],
    })
    return {
      outcome: decision.outcome,
      gates: Object.fromEntries(Object.entries(decision.gates).map(([name, { verdict }]) => [name, verdict])),
      noiseShare: strata.strata.find(each => each.kind === 'noise')?.share ?? 0,
    }
  } finally {
    await kernel.close()
  }
}

function configText(seed: string): string {
  return `seed: ${JSON.stringify(seed)}
source: /production.jsonl
candidate: /candidate.jsonl
evaluation_pipeline:
  sampling: { target_size: 2000, clustering: { min_cluster_size: 30 } }
  evaluation: { adversarial: { source: /adversarial.jsonl } }
`
}

function linesOf(rows: readonly unknown[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}
