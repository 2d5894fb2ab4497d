/** A simulated Anthropic in a process of its own, so that its work and memory are not measured with ours. */
import type { TokenUsage } from '../../src/records/token-usage.ts'
import { createAnthropicSimulator, createRealClock } from '../../src/testing/index.ts'
import { type JudgeQuality, simulatedJudge } from './simulated-judge.ts'

export type SimulatorSpec = {
  readonly latencyMs: number
  readonly quality: JudgeQuality
  readonly seed: string
}

/** What the vendor will put on the bill so far. */
export type VendorBill = {
  readonly calls: number
  readonly picoUsd: number
  readonly usage: TokenUsage
}

const spec = JSON.parse(process.argv[2] ?? '{}') as SimulatorSpec
const simulator = await createAnthropicSimulator({
  clock: createRealClock(Date.now),
  policy: simulatedJudge(spec.quality),
  latencyMs: spec.latencyMs,
  seed: spec.seed,
  // Looked at by nobody: more of them only make every request slower.
  keptRequests: 256,
})
process.on('message', () => process.send?.(bill()))
process.on('disconnect', () => process.exit())
process.send?.(simulator.baseUrl)

function bill(): VendorBill {
  const { charges } = simulator.billing
  const sum = (of: (usage: TokenUsage) => number): number =>
    charges.reduce((total, { usage }) => total + of(usage), 0)
  return {
    calls: charges.length,
    picoUsd: simulator.billing.totalPicoUsd(),
    usage: {
      inputTokens: sum(usage => usage.inputTokens),
      cacheReadTokens: sum(usage => usage.cacheReadTokens),
      cacheWriteTokens: { '5m': sum(usage => usage.cacheWriteTokens['5m'] ?? 0) },
      outputTokens: sum(usage => usage.outputTokens),
      reasoningTokens: sum(usage => usage.reasoningTokens),
    },
  }
}
