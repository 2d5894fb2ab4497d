import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import type { Config, PrivacyConfig } from '../config/config.ts'
import { createGuardedFetch } from '../models/egress/guarded-fetch.ts'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import type { Detector } from '../privacy/detector.ts'
import { createFieldPolicy } from '../privacy/field-policy.ts'
import { namesDetector } from '../privacy/names/names-detector.ts'
import { createPreparedFindings, type PreparedFindings } from '../privacy/prepared-findings.ts'
import { createPresidio } from '../privacy/presidio/create-presidio.ts'
import { createRedactText, type RedactText } from '../privacy/redact-text.ts'
import { withWorkers } from '../stages/redact/with-workers.ts'
import { activeTokenKey } from '../store/token-keys.ts'
import { egressGate } from './egress.ts'
import { openVault } from './open-vault.ts'

/**
 * The redactor a config asks for, under the newest key beside its store: patterns always, names unless `privacy.ner` is `none`, a Presidio
 * server when it names one, and the vault when it is on. Its canaries are watched for from now on.
 *
 * @throws {StoreError} when the key cannot be read or made.
 */
export function createRedactor(
  { privacy, store }: Pick<Config, 'privacy' | 'store'>,
  onWarning: (warning: string) => void,
  cores = availableParallelism(),
): RedactText {
  egressGate.watch(privacy.canaries)
  const vault = privacy.vault.enabled ? openVault({ privacy, store }) : undefined
  const tokenKey = activeTokenKey(dirname(store.path), randomBytes)
  const prepared = preparedOf(privacy, onWarning)
  const redactText = createRedactText({
    detectors: detectorsOf(privacy),
    tokenKey,
    prepared,
    fields: createFieldPolicy(privacy.fields),
    hasSurrogates: privacy.surrogates,
    onReplaced: vault?.keep,
  })
  const threads = Math.min(MOST_THREADS, cores)
  // The vault, the findings of a server and the guard behind synthetic texts live in this thread alone.
  const isAlone = vault !== undefined || prepared !== undefined || privacy.mode === 'synthetic'
  if (isAlone || threads === 1) return redactText
  const { fields, surrogates: hasSurrogates, ner } = privacy
  return withWorkers(redactText, { tokenKey, fields, hasSurrogates, hasNames: ner !== 'none' }, threads)
}

/** More would wait for the one thread that reads and stores, and each takes memory. */
const MOST_THREADS = 16

/** The detectors of this process that a config asks for. */
export function detectorsOf({ ner }: PrivacyConfig): readonly Detector[] {
  return ner === 'none' ? defaultDetectors : [...defaultDetectors, namesDetector]
}

function preparedOf(
  { ner, presidio }: Pick<PrivacyConfig, 'ner' | 'presidio'>,
  onWarning: (warning: string) => void,
): PreparedFindings | undefined {
  if (presidio === undefined || (ner !== 'presidio' && ner !== 'required')) return undefined
  const { url, allowPrivateNetwork, scoreThreshold, language } = presidio
  const fetch = createGuardedFetch({ provider: 'presidio', baseUrl: url, allowPrivateNetwork })
  return createPreparedFindings({
    server: createPresidio({ fetch, url, scoreThreshold, language }),
    isRequired: ner === 'required',
    onWarning,
  })
}
