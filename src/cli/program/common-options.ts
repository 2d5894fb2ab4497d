import { positiveInteger } from './option-values.ts'

/** Options that several commands share, as commander takes them. */
export const CONFIG_OPTION = ['-c, --config <file>', 'config file (docs/config.md)', 'tidegate.yaml'] as const
export const CONFIG_ALONE_OPTION = [
  '-c, --config <file>',
  'config file (docs/config.md); no candidate is needed',
  'tidegate.yaml',
] as const
export const JSON_OPTION = ['--json <file>', 'write it as JSON, - for standard output'] as const
export const SOURCE_OPTION = [
  '--source <path>',
  "production's traces, any format; overrides the config",
] as const
export const OFFLINE_OPTION = [
  '--offline',
  'replace every model that cannot be reached by an embedded one, and say so',
] as const
export const TARGET_SIZE_OPTION = [
  '--target-size <n>',
  'traces to sample; overrides the config',
  positiveInteger,
] as const
export const AS_OF_OPTION = [
  '--as-of <date>',
  'last day of the window, YYYY-MM-DD; overrides the config',
] as const
