import type { Rng } from '../../src/numeric/random.ts'
import { shuffled } from '../../src/numeric/random.ts'
import { estimateStratifiedMean } from '../../src/numeric/stratified-mean.ts'
import { unitWeights, weightedMean } from '../../src/numeric/weighted-mean.ts'
import type { Decision, Gates } from '../../src/records/decision.ts'
import type { JudgedPair } from '../../src/records/judged-pair.ts'
import type { EndpointSummary } from '../../src/stages/gate/estimate-endpoint.ts'
import type { GatePolicy } from '../../src/stages/gate/gate-policy.ts'
import { globalGate } from '../../src/stages/gate/global-gate.ts'
import { pointRule } from '../../src/stages/gate/point-rule.ts'

/** A judge that sees one answer at a time: how often it flags a failure, and a right answer. */
const SENSITIVITY = 0.8
const FALSE_POSITIVES = 0.07

/** Whether the traffic-weighted differences alone block, by the point rule or by the interval rule. */
export function blocksOnAverage({ gates }: Decision, policy: GatePolicy): boolean {
  return gates.global.verdict === 'FAIL' || pointRule(onlyGlobal(gates), policy).outcome === 'FAIL'
}

/** Whether the article's composite blocks: the bare mean of the sample as drawn, adversarial items counted three times. */
export function blocksOnComposite(
  { gates }: Decision,
  pairs: readonly JudgedPair[],
  policy: GatePolicy,
): boolean {
  const weights = pairs.map(({ origin }) => (origin.kind === 'adversarial' ? policy.weightMultiplier : 1))
  const composite = weightedMean(pairs.map(differenceOf), unitWeights(weights, pairs.length))
  const bare: Gates = {
    ...onlyGlobal(gates),
    global: globalGate([], { policy, headline: undefined }),
    adversarial: { ...gates.adversarial, estimate: null, composite },
  }
  return pointRule(bare, policy).outcome === 'FAIL'
}

/**
 * Whether a judge without replay blocks: it flags failures of production in one half of the sample, and of the
 * candidate, already released, in the other. The interval rule on the difference of the two shares, at 5%.
 */
export function blocksWithoutReplay(pairs: readonly JudgedPair[], policy: GatePolicy, rng: Rng): boolean {
  const order = shuffled(pairs, rng)
  const half = order.length >> 1
  const flags = (score: number): number =>
    rng.nextFloat() < (score < 0.5 ? SENSITIVITY : FALSE_POSITIVES) ? 1 : 0
  const before = shareOf(order.slice(0, half).map(pair => flags(scoresOf(pair)[0])))
  const after = shareOf(order.slice(half).map(pair => flags(scoresOf(pair)[1])))
  const estimate = before.estimate - after.estimate
  const summary: EndpointSummary = {
    endpoint: 'structured',
    n: order.length,
    scored: order.length,
    estimate,
    standardError: Math.hypot(before.standardError, after.standardError),
    degreesOfFreedom: order.length - 2,
    interval: null,
    missingShare: 0,
    missingBounds: null,
    winSize: 1,
    worstStratumMissingShare: 0,
    look: undefined,
    passAlpha: 0.05,
  }
  const alone = { ...policy, alpha: { ...policy.alpha, global: 0.05 } }
  return globalGate([summary], { policy: alone, headline: undefined }).verdict === 'FAIL'
}

function onlyGlobal(gates: Gates): Gates {
  return { ...gates, adversarial: { ...gates.adversarial, estimate: null, composite: null } }
}

function shareOf(values: readonly number[]): { readonly estimate: number; readonly standardError: number } {
  const mean = estimateStratifiedMean([{ populationSize: Number.MAX_SAFE_INTEGER, values }])
  return { estimate: mean?.estimate ?? Number.NaN, standardError: mean?.standardError ?? Number.NaN }
}

/** On adversarial items against what production answers today. */
function differenceOf(pair: JudgedPair): number {
  const [baseline, candidate] = scoresOf(pair)
  return candidate - (pair.production === undefined ? baseline : scoresOf(pair.production)[1])
}

function scoresOf({ verdicts: { structured } }: Pick<JudgedPair, 'verdicts'>): readonly [number, number] {
  return structured.kind === 'scored' ? [structured.baselineScore, structured.candidateScore] : [0, 0]
}
