import type { JsonObject } from '../../../records/json-value.ts'
import { firstOf, objectIn } from './unwrapped.ts'

/** The feature flags an application put into a trace's metadata, under `flags`, `feature_flags` or `featureFlags`. */
export function flagsIn(
  metadata: JsonObject | undefined,
): readonly (readonly [flag: string, state: string])[] {
  const flags = metadata && objectIn(firstOf(metadata, 'flags', 'feature_flags', 'featureFlags'))
  return Object.entries(flags ?? {}).flatMap(([flag, state]) =>
    state === null || typeof state === 'object' ? [] : [[flag, String(state)] as const],
  )
}
