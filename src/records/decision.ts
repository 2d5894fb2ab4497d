import type { FailureMode } from './failure-mode.ts'
import type { TraceId } from './ids.ts'
import type { Endpoint } from './verdict.ts'

export type Outcome = 'PASS' | 'FAIL' | 'INCONCLUSIVE'
export type GateVerdict = Outcome | 'not-evaluated'

/**
 * One gate's answer. `estimate` and `interval` are null, never zero, when nothing could be estimated.
 * `interval` is two one-sided 95% bounds unless the gate says otherwise.
 */
export type Gate = {
  readonly verdict: GateVerdict
  readonly estimate: number | null
  readonly interval: readonly [number, number] | null
  readonly n: number
  readonly reason: string
}

/** One endpoint of the global gate: the traffic-weighted mean paired difference. */
export type EndpointEstimate = Gate & {
  readonly endpoint: Endpoint
  readonly standardError: number | null
  /** Weighted share in [0, 1] of the endpoint's pairs without a verdict. */
  readonly missingShare: number
  /** Estimate if every missing verdict were the worst / the best (Manski); null when nothing applies. */
  readonly missingBounds: readonly [number, number] | null
  /** What the judge alone says, where `estimate` is corrected by people's labels; absent where it is not. */
  readonly judgeOnly?: {
    readonly estimate: number
    readonly interval: readonly [number, number] | null
    readonly standardError: number
  }
}

export type GlobalGate = Gate & {
  readonly endpoints: readonly EndpointEstimate[]
  /** Smallest true drop seen with 80% power at this sample; null when not estimable. */
  readonly smallestDetectableDifference: number | null
  /** Pairs that would resolve an INCONCLUSIVE at this spread; null otherwise. */
  readonly pairsToResolve: number | null
}

export type OutcomeGate = Gate & {
  readonly paired: {
    readonly won: number
    readonly lost: number
    readonly tied: number
    /** Two-sided exact McNemar; null without discordance information (no pair). */
    readonly pValue: number | null
    /** One-sided exact McNemar for losses. */
    readonly pValueWorse: number | null
  }
  readonly improved: readonly TraceId[]
  readonly regressed: readonly TraceId[]
}

export type AdversarialGate = Gate & {
  readonly floor: number
  readonly passed: number
  readonly unresolved: number
  /** Production's own performance on the set; null when only its recorded failures are known. */
  readonly production: number | null
  /** The article's weighted composite; null unless the baseline was regenerated (product definition 2). */
  readonly composite: number | null
  /** The candidate against production as it answers today; null while that was not asked. */
  readonly paired?: AdversarialPaired | null
  /** What `composite` is made of; null with it. */
  readonly compositeParts?: CompositeParts | null
}

/** Both sides on the items of which it is known for both whether they got them right. */
export type AdversarialPaired = {
  readonly n: number
  readonly won: number
  readonly lost: number
  /** Candidate minus production, share of items, every item counting once. */
  readonly estimate: number
  /** Agresti-Min, two one-sided 95% bounds. */
  readonly interval: readonly [number, number]
  /** Exact one-sided McNemar of losses. */
  readonly pValueWorse: number
  /** A FAIL takes a p-value of at most this. */
  readonly alpha: number
}

/** (1 - share) * traffic + share * adversarial (statistics note, section 2.6). */
export type CompositeParts = {
  /** Weight of the adversarial part, in (0, 1): its weights over all weights, a traffic pair weighing 1. */
  readonly share: number
  /** Which difference of the traffic enters. */
  readonly endpoint: Endpoint
  readonly traffic: number
  /** Weighted mean over the items. */
  readonly adversarial: number
  /** Two one-sided 95% bounds of the composite. */
  readonly interval: readonly [number, number]
}

export type SliceFinding = {
  readonly family: 'cluster' | 'tier' | 'context-length' | 'tool' | 'language' | 'customer-tier' | 'flag'
  readonly name: string
  readonly n: number
  readonly won: number
  readonly lost: number
  readonly estimate: number | null
  readonly interval: readonly [number, number] | null
  /** Exact one-sided McNemar on losses, by pairs or by sessions, whichever is larger. */
  readonly pValueWorse: number | null
  /** After Benjamini-Hochberg within the family, times the tested families over three. */
  readonly adjustedPValue: number | null
  readonly isRegression: boolean
  /** `estimate` drawn towards the effect over all, for display: the worst of many slices looks worse than it is. */
  readonly shrunken?: number | null
  /** Of the traffic, in [0, 1]. */
  readonly trafficShare?: number
  /** Weighted share of the slice's comparable pairs without a verdict; null when none is comparable. */
  readonly unresolvedShare?: number | null
}

export type SlicesGate = Gate & { readonly findings: readonly SliceFinding[] }

/**
 * One flag state beside the rest of the traffic, on something that regressed: a failure mode, or the pairs the candidate
 * lost in the slices that regressed. `won` is where it went away.
 */
export type FlagAttribution = {
  readonly subject: 'losses' | FailureMode
  readonly flag: string
  readonly state: string
  /** With the state. */
  readonly pairs: number
  readonly won: number
  readonly lost: number
  readonly elsewhere: { readonly pairs: number; readonly won: number; readonly lost: number }
  /** Losses with the state if it made no difference among requests of the same intent and run length. */
  readonly expected: number
  /** Exact and one-sided, and after Holm over all states and regressions. */
  readonly pValue: number
  readonly adjustedPValue: number
  /** `carrier`: it got worse with the state and not elsewhere. `concentrated`: worse with it, and elsewhere too. */
  readonly finding: 'carrier' | 'concentrated' | 'none'
}

export type ModeFinding = {
  readonly mode: FailureMode
  readonly baseline: number
  readonly candidate: number
  /** Pairs where only the candidate / only the baseline shows the mode. */
  readonly onlyCandidate: number
  readonly onlyBaseline: number
  readonly n: number
  /** Share of the pairs by which it grew, (onlyCandidate - onlyBaseline) / n, in [-1, 1]; null without pairs. */
  readonly estimate: number | null
  /** One-sided 95% bounds of `estimate` (Agresti-Min). */
  readonly interval: readonly [number, number] | null
  readonly pValueWorse: number | null
  readonly adjustedPValue: number | null
  readonly finding: 'regression' | 'warning' | 'none'
  /** Strata and tiers in which the new failures sit, most first. */
  readonly where: readonly string[]
}

export type ModesGate = Gate & { readonly findings: readonly ModeFinding[] }

export type Gates = {
  readonly global: GlobalGate
  readonly outcome: OutcomeGate
  readonly adversarial: AdversarialGate
  readonly slices: SlicesGate
  readonly modes: ModesGate
}

/** One time at which the judge's answers so far may end the asking, and what the text endpoints are held to then. */
export type Look = {
  /** Counted from 1. */
  readonly look: number
  readonly looks: number
  /** The judge's questions to be put until then, and all there are. */
  readonly asked: number
  readonly questions: number
  /** `asked / questions`, in (0, 1]. */
  readonly informationFraction: number
  /** Nominal one-sided level of the lower bound at this look: over all looks together it adds up to 5%. */
  readonly passAlpha: number
  /** The same of a FAIL, for its whole error rate, for half of it, and so on: what Holm's steps need. */
  readonly failAlphas: readonly number[]
}

/** How far the judge was asked, and why not further. */
export type SequentialDecision = Look & { readonly ended: 'early-pass' | 'early-fail' | 'all-asked' }

/** `interval`: what bounds show. `point`: the article's bare comparison of the estimates, for parity. */
export type DecisionRule = 'interval' | 'point'

export type Decision = {
  readonly outcome: Outcome
  /** First the verdict's cause, then what else a reader must know; plain sentences. */
  readonly reasons: readonly string[]
  readonly gates: Gates
  /** Which flag states carry what regressed, clearest first; absent when nothing did or no flag has two states. */
  readonly flagAttribution?: readonly FlagAttribution[]
  /** The rule `outcome` is the verdict of; absent in results of earlier versions: `interval`. */
  readonly rule?: DecisionRule
  /** What each rule says, one beside the other. */
  readonly byRule?: { readonly [rule in DecisionRule]: Outcome }
  /** Whether an INCONCLUSIVE holds a release back; absent: it does. */
  readonly onInconclusive?: 'block' | 'warn'
  /** Absent when the judge was asked everything at once, or nothing. */
  readonly sequential?: SequentialDecision
}
