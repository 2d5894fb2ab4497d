import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { RedactText } from '../privacy/redact-text.ts'
import type { AdversarialLedger } from '../store/ledger/adversarial-ledger.ts'
import { createAdversarialLedger } from '../store/ledger/create-adversarial-ledger.ts'
import { loadOrCreateTenantKey } from '../store/tenant-key.ts'
import { createRedactor } from './create-redactor.ts'

export type OpenLedger = {
  readonly ledger: AdversarialLedger
  /** Absolute path of the set. */
  readonly path: string
  /** The tenant's: what is added later meets the tokens of what was ingested. */
  readonly redactText: RedactText
}

/** The adversarial set a config names, with its record and keys beside the store. @throws {ConfigError} when it names none. */
export function openLedger(config: Config): OpenLedger {
  const { source: path } = config.adversarial
  if (path === undefined) {
    throw new ConfigError('Expected `evaluation.adversarial.source` in the config, found none', {
      path: 'evaluation.adversarial.source',
      hint: 'name a file to keep the set in, for example `adversarial: { source: ./data/adversarial_permanent.jsonl }`',
    })
  }
  const storeDir = dirname(config.store.path)
  const tenantKey = loadOrCreateTenantKey(storeDir, randomBytes)
  const ledger = createAdversarialLedger({
    path,
    recordPath: join(storeDir, 'adversarial.db'),
    tenantKey,
    randomBytes,
    nowMs: Date.now,
  })
  const redactText = createRedactor(config, warning => process.stderr.write(`warning: ${warning}\n`))
  return { ledger, path, redactText }
}
