import { z } from 'zod'
import { listOf, numberBetween, numberInside, oneOf } from '../fields.ts'
import { CHANNEL } from './alerts-schema.ts'
import { type Effects, effective } from './effect.ts'

/** When a candidate is held back, and who is told. */
export const regressionGatesSchema = z.strictObject({
  delta_threshold: numberInside(0, 1).default(0.02),
  adversarial_floor: numberBetween(0, 1).default(0.85),
  alert_channels: listOf(CHANNEL, 'channel names').default([]),
  on_inconclusive: oneOf(['block', 'warn']).default('block'),
  decision: oneOf(['interval', 'point']).default('interval'),
})

/** What each key of `regression_gates` changes. */
export const REGRESSION_GATES_EFFECTS: Effects = {
  'regression_gates.delta_threshold': effective('the largest drop that may be released'),
  'regression_gates.adversarial_floor': effective('the success rate required on the adversarial set'),
  'regression_gates.alert_channels': effective('which of the channels are told'),
  'regression_gates.on_inconclusive': effective(
    'whether INCONCLUSIVE holds a release back (exit code 4) or is a warning (exit code 0)',
  ),
  'regression_gates.decision': effective(
    'the rule of the verdict: `interval`, or the bare `point` estimates of the article, for parity; the other one is shown beside it',
  ),
}
