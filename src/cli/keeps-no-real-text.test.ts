import { expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { bareTrace } from '../records/bare-trace.ts'
import type { TraceId } from '../records/ids.ts'
import { createRealShingles } from '../stages/synthesise/real-shingles.ts'
import { createRealTextGuard } from '../stages/synthesise/real-text-guard.ts'
import { createMemoryStore } from '../store/memory/create-memory-store.ts'
import { keepsNoRealText } from './keeps-no-real-text.ts'

it('takes no trace, vector or model until the real texts are known', () => {
  const guard = createRealTextGuard()
  const store = keepsNoRealText(createMemoryStore(), guard)
  const trace = bareTrace<never>('t1' as TraceId, [])
  const writes = [
    () => store.putTraces('baseline', [trace]),
    () => store.putVectors('m', [['hash', Float32Array.of(1)]]),
    () => store.putModel({ modelId: 'm', windowEndMs: undefined, bytes: Uint8Array.of(1) }),
  ]
  for (const write of writes) expect(write).toThrow(ConfigError)
  expect([...store.traces('baseline')]).toEqual([])
  guard.arm(createRealShingles(1))
  for (const write of writes) write()
  expect([...store.traces('baseline')]).toEqual([trace])
})
