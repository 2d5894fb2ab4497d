import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { SyntheticReport } from '../records/synthetic.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import { answerLive } from './answer-live.ts'
import type { Advance } from './create-run.ts'
import { inOrder } from './in-order.ts'
import type { ReportedFailure } from './synthesise-population.ts'

export type ReproducedFailures = {
  /** Synthetic twins with the failing answer live production gave, as adversarial traces. */
  readonly twins: readonly RedactedTrace[]
  readonly account: SyntheticReport['flagged']
}

/** Twins of one failure that production is asked, each in other words. */
const MOST_ATTEMPTS = 3

/**
 * Of each reported failure a synthetic twin on which live production fails in the same way: that one may enter the
 * adversarial set. A failure that no rule sees cannot be verified, and one that does not come back is not kept.
 */
export async function reproduceFailures(
  reported: readonly ReportedFailure[],
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<ReproducedFailures> {
  const visible = reported.filter(({ modes }) => modes.length > 0)
  const options = { signal: deps.signal, most: config.replay.concurrency, advance }
  const found = await inOrder(visible, options, failure => reproduced(failure, config, deps))
  const twins = found.flatMap(twin => twin ?? [])
  return {
    twins,
    account: {
      reported: reported.length,
      reproduced: twins.length,
      notReproduced: visible.length - twins.length,
      unverifiable: reported.length - visible.length,
    },
  }
}

async function reproduced(
  { modes, twin }: ReportedFailure,
  config: Config,
  deps: Dependencies,
): Promise<RedactedTrace | undefined> {
  const { live } = deps
  if (live?.baseline === undefined) return undefined
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const request = await twin(attempt)
    const answer = await answerLive(request, live.baseline, live, config, deps)
    // An answer that never came says nothing of the request.
    if (answer.kind === 'failed') continue
    const again = failureModesOf(answer, request.tools).filter(mode => modes.includes(mode))
    if (again.length > 0) return { ...answer.trace, supportFlag: { reason: reasonOf(again) } }
  }
  return undefined
}

/** Of names of failure modes alone: there is nothing to redact. */
function reasonOf(modes: readonly string[]): RedactedText {
  return `synthetic twin of a reported failure; production failed again: ${modes.join(', ')}` as RedactedText
}
