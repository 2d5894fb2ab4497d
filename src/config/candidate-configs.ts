import type { Config } from './config.ts'
import { withConfigHash } from './config-hash.ts'

export type NamedConfig = { readonly name: string; readonly config: Config }

/**
 * The config of each of several candidates, in the order of the file: the same run but for who is under test. Each may use
 * its part of the error rates, and its alerts carry its name, so that one candidate never clears another's.
 *
 * @returns empty for a config that names no `candidates`.
 */
export function candidateConfigs(config: Config): readonly NamedConfig[] {
  const { candidates, ...rest } = config
  if (candidates === undefined) return []
  const names = Object.keys(candidates)
  return names.map(name => ({
    name,
    config: withConfigHash({
      ...rest,
      candidate: candidates[name],
      comparedCandidates: names.length,
      candidateName: name,
      alerts: { ...config.alerts, pipeline: `${config.alerts.pipeline}/${name}` },
    }),
  }))
}
