import type { Config } from '../config/config.ts'

/**
 * The config of a command that looks at production's traffic and judges nothing: a judge or a side without a key must
 * not stop it, nor stand among what was substituted.
 */
export function populationConfig(config: Config): Config {
  const { structured, freeform } = config
  return {
    ...config,
    structured: { ...structured, argumentJudge: { ...structured.argumentJudge, model: undefined } },
    freeform: { ...freeform, judge: { ...freeform.judge, model: undefined } },
    judge: { ...config.judge, secondary: undefined },
    models: { ...config.models, judges: [] },
    costControls: {
      ...config.costControls,
      providerRouting: { ...config.costControls.providerRouting, enabled: false },
    },
    candidate: undefined,
    baseline: 'recorded',
  }
}
