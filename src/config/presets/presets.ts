import { COMPARISON } from './comparison.ts'
import { COMPLIANCE } from './compliance.ts'
import { HIGH_VOLUME } from './high-volume.ts'
import type { Preset } from './preset.ts'
import { RAPID } from './rapid.ts'
import { STABLE } from './stable.ts'

/** One per row of the article's decision matrix. */
export const PRESET_NAMES = ['stable', 'rapid', 'compliance', 'high-volume', 'comparison'] as const

export type PresetName = (typeof PRESET_NAMES)[number]

const PRESETS: { readonly [name in PresetName]: Preset } = {
  stable: STABLE,
  rapid: RAPID,
  compliance: COMPLIANCE,
  'high-volume': HIGH_VOLUME,
  comparison: COMPARISON,
}

/** The preset of a name; undefined when there is none. */
export function presetOf(name: unknown): Preset | undefined {
  const found = PRESET_NAMES.find(known => known === name)
  return found === undefined ? undefined : PRESETS[found]
}

/** True for the name of a preset. */
export function isPreset(name: string): name is PresetName {
  return presetOf(name) !== undefined
}
