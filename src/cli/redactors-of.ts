import type { Config } from '../config/config.ts'
import type { SyntheticParts } from '../dependencies.ts'
import type { RedactText } from '../privacy/redact-text.ts'
import { createRealTextGuard, withholding } from '../stages/synthesise/real-text-guard.ts'
import { createRedactor } from './create-redactor.ts'

export type SyntheticRedaction = Pick<SyntheticParts, 'guard' | 'redactReal'>

/**
 * The redactor of a config. Under `privacy.mode: synthetic` a guard stands behind it, and real traces get one of their
 * own that writes nothing down.
 */
export function redactorsOf(
  config: Pick<Config, 'privacy' | 'store'>,
  onWarning: (warning: string) => void,
): { readonly redactText: RedactText; readonly synthetic: SyntheticRedaction | undefined } {
  const { privacy, store } = config
  if (privacy.mode !== 'synthetic')
    return { redactText: createRedactor(config, onWarning), synthetic: undefined }
  const guard = createRealTextGuard()
  const inMemory = { ...privacy, surrogates: false, vault: { ...privacy.vault, enabled: false } }
  return {
    // Made-up values read like real ones to whoever answers, and are nobody's.
    redactText: withholding(
      createRedactor({ privacy: { ...privacy, surrogates: true }, store }, onWarning),
      guard,
    ),
    synthetic: { guard, redactReal: createRedactor({ privacy: inMemory, store }, onWarning) },
  }
}
