import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { StoreError } from '../../errors/store-error.ts'
import { parseJson } from '../../json/parse-json.ts'

/** Who asked what of the vault, why, and what came of it. Never the value. */
export type VaultEvent = {
  readonly at: string
  readonly who: string
  readonly action: 'reveal' | 'purge' | 'destroy'
  readonly token?: string | undefined
  readonly reason: string
  readonly result: string
}

export interface VaultAudit {
  /** On the disk when this returns. */
  append(event: VaultEvent): void
  /** Every event, oldest first; `brokenAt`: the first line, from 1, that does not follow from the one before it. */
  read(): { readonly events: readonly VaultEvent[]; readonly brokenAt: number | undefined }
}

/** A log that is only ever appended to: each line carries the SHA-256 of the one before it. */
export function createVaultAudit(path: string): VaultAudit {
  const linesOf = (): readonly string[] =>
    existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .filter(line => line !== '')
      : []
  return {
    append(event) {
      const line = `${JSON.stringify({ ...event, previous: hashOf(linesOf().at(-1)) })}\n`
      try {
        const file = openSync(path, 'a', 0o600)
        try {
          writeSync(file, line)
          fsyncSync(file)
        } finally {
          closeSync(file)
        }
      } catch (cause) {
        throw new StoreError(`The record of the vault ${path} cannot be written; nothing was revealed`, {
          location: path,
          hint: 'check that the folder of the store may be written and the disk is not full',
          cause,
        })
      }
    },
    read() {
      const lines = linesOf()
      const rows = lines.map(rowOf)
      const broken = rows.findIndex(
        (row, index) => row === undefined || row.previous !== hashOf(lines[index - 1]),
      )
      return {
        events: rows.flatMap(row => (row === undefined ? [] : [row.event])),
        brokenAt: broken === -1 ? undefined : broken + 1,
      }
    },
  }
}

function rowOf(line: string): { readonly event: VaultEvent; readonly previous: string } | undefined {
  const parsed = parseJson(line)
  if (parsed.kind === 'invalid' || parsed.value === null || typeof parsed.value !== 'object') return undefined
  const { previous, ...event } = parsed.value as unknown as VaultEvent & { readonly previous: string }
  return { event, previous }
}

function hashOf(line: string | undefined): string {
  return createHash('sha256')
    .update(line ?? '')
    .digest('hex')
}
