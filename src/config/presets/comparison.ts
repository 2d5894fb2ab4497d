import type { Preset } from './preset.ts'

/** Several candidates against one baseline: preferences and differences, nothing absolute. */
export const COMPARISON: Preset = {
  about: 'Several candidates against one baseline: pairwise preference and differences, nothing absolute.',
  values: {
    sampling: { strategy: 'cluster_stratified' },
    evaluation: { freeform: { method: 'pairwise_preference', baseline_model: 'production_current' } },
    regression_gates: { decision: 'interval', on_inconclusive: 'warn' },
  },
}
