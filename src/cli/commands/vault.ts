import { writeSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Config } from '../../config/config.ts'
import { ConfigError } from '../../errors/config-error.ts'
import type { Revealed } from '../../store/vault/create-vault.ts'
import { openVault, openVaultAudit } from '../open-vault.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { writeOutput } from '../write-output.ts'

export type VaultOptions = { readonly config: string; readonly reason?: string; readonly json?: string }

const STANDARD_OUTPUT = 1
const NOT_FOUND: { readonly [kind in Exclude<Revealed['kind'], 'found'>]: string } = {
  unknown:
    'the vault has no value for this token: it was off when the token was made, the token is of another store, or the values were purged or destroyed',
  expired: 'the value is older than privacy.vault.ttl_days',
  unreadable: 'the key of the vault was destroyed, or the line was changed',
}

/** `tidegate reveal TOKEN --reason TEXT`: the value a token stands for, once the record says who asked. Exits 1 when nobody can say. */
export async function revealCommand(token: string, options: VaultOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const reason = reasonOf(options)
  const revealed = openVault(config).reveal(token)
  record(config, { action: 'reveal', token, reason, result: revealed.kind })
  const { json } = options
  const isFound = revealed.kind === 'found'
  const document = { kind: 'tidegate-revealed', schemaVersion: 1, token, result: revealed.kind }
  // Standard output is the only place the value goes to, as a line or, with `-`, inside the object: never a file.
  if (json !== undefined && json !== '-') await writeOutput(json, jsonOf(document))
  const value = isFound ? revealed.value : null
  const text = json === '-' ? jsonOf({ ...document, value }) : isFound ? `${revealed.value}\n` : ''
  // Past the egress gate on purpose: this is the one value somebody asked for and put their name to.
  if (text !== '') writeSync(STANDARD_OUTPUT, text)
  if (isFound) return
  process.stderr.write(`${NOT_FOUND[revealed.kind]}\n`)
  process.exitCode = 1
}

function jsonOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** `tidegate vault purge`: erases what expired. */
export async function vaultPurgeCommand(options: VaultOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const erased = openVault(config).purge()
  record(config, { action: 'purge', reason: options.reason ?? 'expired', result: `${erased} erased` })
  await printReport(
    [`${erased} expired values were erased`],
    { kind: 'tidegate-vault-purged', erased },
    options.json,
  )
}

/** `tidegate vault destroy`: destroys the key, and with it every value in every copy of the vault. */
export async function vaultDestroyCommand(options: VaultOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const reason = reasonOf(options)
  const destroyed = openVault(config).destroy()
  record(config, { action: 'destroy', reason, result: `${destroyed} destroyed` })
  await printReport(
    [`the key of the vault was destroyed with ${destroyed} values; tokens stay as they are`],
    { kind: 'tidegate-vault-destroyed', destroyed },
    options.json,
  )
}

/** `tidegate vault log`: who asked what, and whether the record is whole. Exits 1 when it is not. */
export async function vaultLogCommand(options: VaultOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const { events, brokenAt } = openVaultAudit(config).read()
  const lines = events.map(
    ({ at, who, action, token, reason, result }) =>
      `${at}  ${who}  ${action}  ${token ?? '-'}  ${result}  ${JSON.stringify(reason)}`,
  )
  const rows = events.map(({ token, ...event }) => ({ ...event, token: token ?? null }))
  await printReport(
    lines.length === 0 ? ['nothing was revealed, purged or destroyed yet'] : lines,
    { kind: 'tidegate-vault-log', events: rows, brokenAt: brokenAt ?? null },
    options.json,
  )
  if (brokenAt === undefined) return
  process.stderr.write(`line ${brokenAt} does not follow from the one before it: the record was changed\n`)
  process.exitCode = 1
}

function reasonOf({ reason }: VaultOptions): string {
  if (reason !== undefined && reason.trim() !== '') return reason.trim()
  throw new ConfigError('Expected --reason with a text, found none', {
    path: '--reason',
    hint: 'it is kept in the record of the vault, for example --reason "ticket 4711: customer asked what we hold"',
  })
}

type Event = Omit<Parameters<ReturnType<typeof openVaultAudit>['append']>[0], 'at' | 'who'>

function record(config: Config, event: Event): void {
  openVaultAudit(config).append({ at: new Date().toISOString(), who: userInfo().username, ...event })
}
