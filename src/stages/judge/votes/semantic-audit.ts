import { createHash } from 'node:crypto'
import { clopperPearsonInterval } from '../../../numeric/proportion-interval.ts'

/** Whether a near-equal question's vote is used, asked for live as well, or no longer looked for. */
export interface SemanticAudit {
  isOff(): boolean
  /** True: this hit is asked live, and `record` is told. */
  isDrawn(key: string): boolean
  /** What an audited hit showed. */
  record(isSame: boolean): void
  /** Ends the use of hits for the rest of the run. */
  turnOff(why: string): void
}

export type SemanticAuditOptions = {
  readonly seed: string
  /** How often the judge disagrees with itself, where that was measured, else 0.05: what hits may disagree at most. */
  readonly limit?: number
  readonly onWarning: (warning: string) => void
}

/** What hits may disagree with a live vote at most, where nobody measured how often the judge does with itself. */
const SEMANTIC_LIMIT = 0.05
/** Two-sided, so that the bound holds with 97.5%: it is looked at after every audited hit, not once. */
const AUDIT_CONFIDENCE = 0.95
/** One hit in sixteen, so that chance does not take the share below a twentieth. */
const DRAWN_SHARE = 1 / 16
/** Audited hits, in multiples of the fewest that can do, after which a trial without a good end is over. */
const LONGEST_TRIAL = 4

/**
 * The audit of one run. It begins as a trial in which every hit is asked live: no vote is copied before hits were
 * shown to be right. From then on one in sixteen is, drawn by a hash. When the upper bound of the disagreement is
 * above the limit, there are no hits for the rest of the run, and one warning.
 *
 * The bound is looked at again and again: with a limit of 5%, hits of which exactly 5% are wrong pass the trial 8 times
 * in 100, of which 8% are wrong 4 times in 1,000, of which 1% are wrong 99 times in 100.
 *
 * @see Clopper & Pearson 1934 for the bound.
 */
export function createSemanticAudit({
  seed,
  limit = SEMANTIC_LIMIT,
  onWarning,
}: SemanticAuditOptions): SemanticAudit {
  // Without a disagreement among n the bound is 1 - tail^(1/n).
  const fewest = Math.ceil(Math.log((1 - AUDIT_CONFIDENCE) / 2) / Math.log1p(-limit))
  let state: 'trial' | 'trusted' | 'off' = 'trial'
  let audited = 0
  let disagreed = 0
  const turnOff = (why: string): void => {
    if (state === 'off') return
    state = 'off'
    onWarning(`the semantic cache is off for the rest of the run: ${why}`)
  }
  return {
    isOff: () => state === 'off',
    isDrawn: key => state !== 'trusted' || shareOf(seed, key) < DRAWN_SHARE,
    turnOff,
    record(isSame) {
      audited += 1
      if (!isSame) disagreed += 1
      const bound = falseHitBound(disagreed, audited)
      if (state === 'trial' && bound <= limit) state = 'trusted'
      const isOver = state === 'trusted' ? bound > limit : audited >= fewest * LONGEST_TRIAL
      if (isOver)
        turnOff(
          `${disagreed} of ${audited} audited hits disagree with a live vote, at most ${percent(bound)}, more than the ${percent(limit)} allowed`,
        )
    },
  }
}

/** The upper bound of the share of false hits; 1 when none was audited. */
export function falseHitBound(disagreed: number, audited: number): number {
  return audited === 0 ? 1 : clopperPearsonInterval(disagreed, audited, AUDIT_CONFIDENCE)[1]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

/** In [0, 1). */
function shareOf(seed: string, key: string): number {
  const drawn = createHash('sha256')
    .update(JSON.stringify(['tidegate/semantic-audit/1', seed, key]))
    .digest()
  return drawn.readUInt32BE(0) / 2 ** 32
}
