import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { createVault, type Vault } from '../store/vault/create-vault.ts'
import { createVaultAudit, type VaultAudit } from '../store/vault/vault-audit.ts'

const DAY_MS = 86_400_000

/** The vault beside the store of a config, with a key of its own. */
export function openVault({ privacy, store }: Pick<Config, 'privacy' | 'store'>): Vault {
  const folder = dirname(store.path)
  return createVault({
    path: join(folder, 'vault.jsonl'),
    keyPath: join(folder, 'vault.key'),
    ttlMs: privacy.vault.ttlDays * DAY_MS,
    randomBytes,
    nowMs: Date.now,
  })
}

/** The record of who revealed what from it, and why. */
export function openVaultAudit({ store }: Pick<Config, 'store'>): VaultAudit {
  return createVaultAudit(join(dirname(store.path), 'vault-audit.jsonl'))
}
