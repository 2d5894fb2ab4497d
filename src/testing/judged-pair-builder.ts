import type { FailureMode } from '../records/failure-mode.ts'
import type { StratumId, TraceId } from '../records/ids.ts'
import type { ContextLength, JudgedPair, Tier } from '../records/judged-pair.ts'
import type { Sample } from '../records/sample.ts'
import type { Strata } from '../records/strata.ts'
import type { Endpoint, Verdict, VerdictBasis } from '../records/verdict.ts'

/**
 * One endpoint of a pair to build: `[baselineScore, candidateScore]` scored by a check, the same with a
 * basis, `missing` (abstained), `unresolved` (a tie because votes agreed on nothing), or `none` (not applicable).
 */
export type VerdictSpec =
  | readonly [number, number]
  | readonly [number, number, VerdictBasis]
  | 'missing'
  | 'unresolved'
  | 'none'

/** What a test says of a pair; everything it leaves out is neutral: traffic, one stratum, weight 1, no verdict. */
export type JudgedPairSpec = {
  readonly id: string
  readonly stratum?: string
  readonly inclusionProbability?: number
  readonly isAdversarial?: boolean
  /** Of an adversarial item; default 3. */
  readonly weight?: number
  /** What production answers today to an adversarial item. */
  readonly production?: Pick<JudgedPairSpec, 'structured' | 'preference' | 'outcome' | 'candidateModes'>
  readonly structured?: VerdictSpec
  readonly preference?: VerdictSpec
  readonly outcome?: VerdictSpec
  readonly baselineModes?: readonly FailureMode[]
  readonly candidateModes?: readonly FailureMode[]
  readonly tier?: Tier
  readonly tools?: readonly string[]
  readonly contextLength?: ContextLength
  readonly language?: string
  readonly customerTier?: string
  readonly flags?: { readonly [flag: string]: string }
  readonly session?: string
}

/** A judged pair as the judge stage would hand it on. */
export function buildJudgedPair(spec: JudgedPairSpec): JudgedPair {
  const traceId = spec.id as TraceId
  return {
    traceId,
    origin: spec.isAdversarial
      ? { kind: 'adversarial', weight: spec.weight ?? 3 }
      : {
          kind: 'traffic',
          draw: {
            traceId,
            stratumId: (spec.stratum ?? 'all') as StratumId,
            inclusionProbability: spec.inclusionProbability ?? 1,
          },
        },
    facts: {
      tier: spec.tier ?? 'single-step',
      tools: spec.tools ?? [],
      flags: spec.flags ?? {},
      ...(spec.contextLength === undefined ? {} : { contextLength: spec.contextLength }),
      ...(spec.language === undefined ? {} : { language: spec.language }),
      ...(spec.customerTier === undefined ? {} : { customerTier: spec.customerTier }),
      sessionId: spec.session,
      customerId: undefined,
      isSupportFlagged: false,
    },
    baselineModes: spec.baselineModes ?? [],
    candidateModes: spec.candidateModes ?? [],
    verdicts: buildVerdicts(spec),
    ...(spec.production === undefined
      ? {}
      : {
          production: {
            candidateModes: spec.production.candidateModes ?? [],
            verdicts: buildVerdicts(spec.production),
          },
        }),
  }
}

function buildVerdicts({
  structured = 'none',
  preference = 'none',
  outcome = 'none',
}: Pick<JudgedPairSpec, 'structured' | 'preference' | 'outcome'>): JudgedPair['verdicts'] {
  return {
    structured: buildVerdict('structured', structured),
    preference: buildVerdict('preference', preference),
    outcome: buildVerdict('outcome', outcome),
  }
}

function buildVerdict(endpoint: Endpoint, spec: VerdictSpec): Verdict {
  if (spec === 'none') return { kind: 'not-applicable', endpoint, reason: 'not part of this test' }
  if (spec === 'missing') return { kind: 'abstained', endpoint, reason: 'no judge' }
  if (spec === 'unresolved') {
    const tie = { baselineScore: 0.5, candidateScore: 0.5, isUnresolved: true }
    return { kind: 'scored', endpoint, basis: 'judge', ...tie, reason: 'the votes agree on nothing' }
  }
  const [baselineScore, candidateScore, basis = 'check'] = spec
  return { kind: 'scored', endpoint, basis, baselineScore, candidateScore, reason: 'built' }
}

/** The sample the traffic pairs among `pairs` come from, as far as their inclusion probabilities tell. */
export function buildSample(pairs: readonly JudgedPair[]): Sample {
  const draws = pairs.flatMap(({ origin }) => (origin.kind === 'traffic' ? [origin.draw] : []))
  const strata = [...new Set(draws.map(draw => draw.stratumId))].sort().map(stratumId => {
    const own = draws.filter(draw => draw.stratumId === stratumId)
    const populationSize = Math.round(own.reduce((sum, draw) => sum + 1 / draw.inclusionProbability, 0))
    return { stratumId, populationSize, sampleSize: own.length }
  })
  const populationSize = strata.reduce((sum, stratum) => sum + stratum.populationSize, 0)
  return { draws, strata, seed: 'test', allocation: 'sqrt', populationSize }
}

/** Strata that fit a built sample; each is labelled `label <id>`, `noise` is the noise stratum. */
export function buildStrata(sample: Sample): Strata {
  return {
    populationSize: sample.populationSize,
    strata: sample.strata.map(({ stratumId, populationSize }) => ({
      id: stratumId,
      kind: stratumId === 'noise' ? 'noise' : 'cluster',
      label: `label ${stratumId}`,
      keywords: [],
      members: sample.draws.filter(draw => draw.stratumId === stratumId).map(draw => draw.traceId),
      share: populationSize / sample.populationSize,
      persistence: undefined,
      exampleRequests: [],
    })),
  }
}
