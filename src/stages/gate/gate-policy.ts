import type { AuditEvidence } from '../../records/audit.ts'
import type { DecisionRule } from '../../records/decision.ts'

/** What the gate tolerates, and how its error rate is spread over the gates that speak. */
export type GatePolicy = {
  /** Margin delta in (0, 1): the largest drop, on the [0, 1] score scale, that may be released. */
  readonly deltaThreshold: number
  /** Success rate in (0, 1) the candidate must reach on the adversarial set. */
  readonly adversarialFloor: number
  /** Weight of one adversarial item in the article's composite, which is shown, and joins the point rule alone. */
  readonly weightMultiplier: number
  /** Which rule gives the verdict; the other one is shown beside it. */
  readonly rule: DecisionRule
  /** Whether an INCONCLUSIVE holds a release back (exit code 4) or is a warning (exit code 0). */
  readonly onInconclusive: 'block' | 'warn'
  readonly alpha: {
    /** One-sided error of a PASS, in [0, 0.5); 0: earlier runs spent all of it, and nothing can pass any more. */
    readonly pass: number
    /** One-sided error of a FAIL of the global gate, which never speaks without slices or modes beside it. */
    readonly global: number
    /** The same for the outcome gate beside the global or the adversarial gate. */
    readonly outcome: number
    /** The same for the outcome gate when neither of them is evaluated. */
    readonly outcomeAlone: number
    /** False-discovery rate within one family of slices. */
    readonly slices: number
    /** False-discovery rate over the list of failure modes. */
    readonly modes: number
    /** One-sided error of a FAIL by losses against current production on the adversarial set. */
    readonly adversarial: number
  }
  /** What people's labels say of the judge; absent: nobody labelled. */
  readonly audit?: AuditEvidence | undefined
}

/**
 * The policy of a config that says nothing. The alpha budget keeps the false alarms of the whole gate
 * at about 3% (statistics note, section 0, decision 10).
 */
export const DEFAULT_GATE_POLICY: GatePolicy = {
  deltaThreshold: 0.02,
  adversarialFloor: 0.85,
  weightMultiplier: 3,
  rule: 'interval',
  onInconclusive: 'block',
  alpha: {
    pass: 0.05,
    global: 0.02,
    outcome: 0.02,
    outcomeAlone: 0.05,
    slices: 0.02,
    modes: 0.02,
    adversarial: 0.01,
  },
}
