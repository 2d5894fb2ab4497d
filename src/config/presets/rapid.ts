import type { Preset } from './preset.ts'

/** Every day the last seven, with feature flags told apart: a regression is tied to the flag that carries it. */
export const RAPID: Preset = {
  about: 'Features change every week: the last 7 days every day, feature flags told apart.',
  values: {
    sampling: {
      strategy: 'cluster_stratified',
      window_days: 7,
      target_size: 2000,
      stratify_by: ['flags'],
    },
    cost_controls: { budget_window: 'rolling' },
    schedule: { cron: '0 6 * * *', time_zone: 'UTC' },
  },
}
