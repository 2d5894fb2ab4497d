import type { Dependencies } from '../../dependencies.ts'
import { defaultDetectors } from '../../privacy/default-detectors.ts'
import { createRedactText } from '../../privacy/redact-text.ts'
import { createMemoryIo } from '../../stages/ingest/memory-io.ts'
import { createOfflineJudge } from '../../stages/judge/offline-judge.ts'
import { createMemoryStore } from '../../store/memory/create-memory-store.ts'
import { createWordModel } from '../../testing/create-word-model.ts'

/** Dependencies of a run that reads rows of traces by path and keeps all it writes in memory; `changes` take the place of any. */
export function dependenciesOf(
  rowsByPath: { readonly [path: string]: readonly object[] },
  changes: Partial<Dependencies> = {},
): Dependencies {
  return {
    io: createMemoryIo(
      Object.fromEntries(Object.entries(rowsByPath).map(([path, rows]) => [path, lines(rows)])),
    ),
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
}

function lines(rows: readonly object[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}
