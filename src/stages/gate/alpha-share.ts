import { spentAlpha } from '../../numeric/alpha-spending.ts'
import type { AlphaPlan, AlphaRun, AlphaShare } from '../../records/alpha-plan.ts'
import type { GatePolicy } from './gate-policy.ts'

/** Each further run whose PASS has nothing left may fail with a third of the one before: half as much again in all. */
const FURTHER_FAIL = 1 / 3

/**
 * How much of the error rates a run may use, after the runs it extends. Whatever their sizes, the parts of all runs of a
 * chain add up to at most 1 for a PASS, so that by Boole's inequality they pass a candidate at the margin no more often
 * than one run would; for a FAIL they add up to at most 1.5, which keeps the whole gate's false alarms below 5%.
 *
 * Announced (`extendTo`), a run of a part t of the largest size may have spent ln(1 + (e - 1) t) by then. Not announced, the
 * first run spends everything, and a longer one can fail a candidate, never pass it.
 *
 * @param earlier - the runs it extends, oldest first.
 * @see docs/decisions/2026-11-23-extended-runs.md; Lan & DeMets 1983 for the function (Pocock type).
 */
export function alphaPlanOf(
  targetSize: number,
  extendTo: number | undefined,
  earlier: readonly AlphaRun[],
): AlphaPlan {
  const spent = earlier.reduce((sum, { share }) => sum + share.pass, 0)
  const allowed =
    extendTo === undefined ? 1 : 2 * spentAlpha({ kind: 'pocock' }, 0.5, Math.min(1, targetSize / extendTo))
  const pass = earlier.length === 0 ? allowed : remaining(allowed, spent)
  const fail = pass > 0 ? pass : FURTHER_FAIL ** earlier.length
  return { targetSize, extendTo, share: { pass, fail }, earlier }
}

/** A policy with the part of its error rates that a run may use. */
export function withinShare(policy: GatePolicy, { pass, fail }: AlphaShare): GatePolicy {
  const { alpha } = policy
  return {
    ...policy,
    alpha: {
      pass: alpha.pass * pass,
      global: alpha.global * fail,
      outcome: alpha.outcome * fail,
      outcomeAlone: alpha.outcomeAlone * fail,
      slices: alpha.slices * fail,
      modes: alpha.modes * fail,
      adversarial: alpha.adversarial * fail,
    },
  }
}

/** Below a millionth what is left is rounding. */
function remaining(allowed: number, spent: number): number {
  const left = allowed - spent
  return left > 1e-6 ? left : 0
}
