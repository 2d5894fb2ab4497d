import { createHash } from 'node:crypto'
import type { ModelRequest } from '../language-model.ts'

/** Names calls across the processes of a run: the same request is the same call, the second time a second one. */
export interface CallKeys {
  take(request: ModelRequest): string
  /** The call was never charged: the next one of the same request is this one. */
  giveBack(key: string): void
}

/** The keys of one model's calls. */
export function createCallKeys(provider: string, model: string): CallKeys {
  const used = new Set<string>()
  return {
    take(request) {
      const text = JSON.stringify([provider, model, request])
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 32)
      for (let n = 0; ; n += 1) {
        const key = `${digest}-${n}`
        if (used.has(key)) continue
        used.add(key)
        return key
      }
    },
    giveBack: key => void used.delete(key),
  }
}
