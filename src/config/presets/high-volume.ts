import type { Preset } from './preset.ts'

/** Votes are kept and used again, the cheapest admitted judge is asked, in batch jobs, under a weekly cap. */
export const HIGH_VOLUME: Preset = {
  about: 'More than 10,000 traces a day: kept votes, routed judges, batch jobs, a weekly cap.',
  values: {
    clustering: { scale_min_cluster_size: true },
    judge: { mode: 'auto', votes: 'adaptive' },
    cost_controls: {
      semantic_cache_ttl_hours: 168,
      semantic_cache: { enabled: true },
      provider_routing: { enabled: true, fallback_order: ['anthropic', 'google', 'openai'] },
      max_weekly_budget_usd: 200,
    },
    schedule: { cron: '0 6 * * 1', time_zone: 'UTC' },
  },
}
