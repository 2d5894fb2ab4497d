import { ALERTS_EFFECTS } from './schema/alerts-schema.ts'
import { CANDIDATE_EFFECTS } from './schema/candidate-schema.ts'
import { CLUSTERING_EFFECTS } from './schema/clustering-schema.ts'
import { COST_CONTROLS_EFFECTS } from './schema/cost-controls-schema.ts'
import { type Effects, effective } from './schema/effect.ts'
import { EVALUATION_EFFECTS } from './schema/evaluation-schema.ts'
import { JUDGE_EFFECTS } from './schema/judge-schema.ts'
import { MODELS_EFFECTS } from './schema/models-schema.ts'
import { PRIVACY_EFFECTS } from './schema/privacy-schema.ts'
import { REGRESSION_GATES_EFFECTS } from './schema/regression-gates-schema.ts'
import { REPLAY_EFFECTS } from './schema/replay-schema.ts'
import { SAMPLING_EFFECTS } from './schema/sampling-schema.ts'
import { SCHEDULE_EFFECTS } from './schema/schedule-schema.ts'
import { SOURCE_EFFECTS } from './schema/source-schema.ts'

/**
 * What each key of the config changes, and whether this version already does it. Warnings, the JSON
 * Schema's descriptions and docs/config.md are made from it. A feature that arrives flips its entries.
 */
export const EFFECTS: Effects = {
  preset: effective('what keys that this file leaves out start from (docs/presets.md)'),
  ...SAMPLING_EFFECTS,
  ...CLUSTERING_EFFECTS,
  ...EVALUATION_EFFECTS,
  ...REGRESSION_GATES_EFFECTS,
  ...COST_CONTROLS_EFFECTS,
  ...SOURCE_EFFECTS,
  baseline: effective(
    'whose answers the candidate is compared with: `recorded`, or a block of the keys of `candidate` (`model`, `http`, `module`) that answers again',
  ),
  ...CANDIDATE_EFFECTS,
  candidates: effective(
    'several candidates by name, each a block of the keys of `candidate`, compared with one baseline (docs/presets.md)',
  ),
  ...REPLAY_EFFECTS,
  ...PRIVACY_EFFECTS,
  ...MODELS_EFFECTS,
  ...JUDGE_EFFECTS,
  ...ALERTS_EFFECTS,
  scorers: effective(
    'the rules of your own (`name`, `module`) whose mean score of an answer, 0 to 1, is its outcome on both sides (docs/library.md)',
  ),
  'audit.weekly_size': effective('how many traces are drawn for human review each week'),
  'drift.threshold': effective('the relative change of a share that raises an alert'),
  ...SCHEDULE_EFFECTS,
  'store.path': effective(
    'the file traces, vectors and runs are kept in; default `.tidegate/tidegate.db` in the working directory',
  ),
  env: effective(
    'the environment variables a value may refer to, each as its name in braces after a dollar sign',
  ),
  seed: effective('which traces are drawn: the same seed draws the same'),
}
