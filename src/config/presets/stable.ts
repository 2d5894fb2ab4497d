import type { Preset } from './preset.ts'

/** Weekly replay, stratified by intent: sees the traffic shift without watching it every day. */
export const STABLE: Preset = {
  about: 'A stable product with predictable traffic: a weekly replay, stratified by intent.',
  values: {
    sampling: { strategy: 'cluster_stratified', window_days: 7, target_size: 2000 },
    schedule: { cron: '0 6 * * 1', time_zone: 'UTC' },
  },
}
