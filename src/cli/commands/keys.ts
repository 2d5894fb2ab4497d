import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { StoreError } from '../../errors/store-error.ts'
import { listTokenKeys, rotateTokenKey, type TokenKeyFile } from '../../store/token-keys.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'

export type KeysOptions = { readonly config: string; readonly json?: string }

/** `tidegate keys list`: every key that tokens were made under, without any of their bytes. */
export async function keysListCommand(options: KeysOptions): Promise<void> {
  const keys = listTokenKeys(await folderOf(options))
  await printReport(
    keys.length === 0 ? ['no key yet: the first import makes one'] : keys.map(lineOf),
    { kind: 'tidegate-keys', keys },
    options.json,
  )
  for (const { path } of keys.filter(({ isExposed }) => isExposed)) {
    process.stderr.write(`warning: others may read ${path}: chmod 600 it\n`)
  }
}

/** `tidegate keys rotate`: tokens are made under a new key from now on; older tokens stay. */
export async function keysRotateCommand(options: KeysOptions): Promise<void> {
  const made = rotateTokenKey(await folderOf(options), randomBytes)
  await printReport(
    [
      lineOf(made),
      `New traces carry ${made.id} in their tokens. Equal values of before and after do not share a token; strata do not change.`,
    ],
    { kind: 'tidegate-key-rotated', key: made },
    options.json,
  )
}

/** `tidegate keys export-id`: the fingerprint of the key in use, to compare two installations by. */
export async function keysExportIdCommand(options: KeysOptions): Promise<void> {
  const folder = await folderOf(options)
  const active = listTokenKeys(folder).find(({ isActive }) => isActive)
  if (active === undefined) {
    throw new StoreError(`Expected a key in ${folder}, found none`, {
      location: folder,
      hint: 'the first import makes one: tidegate ingest PATH',
    })
  }
  const { id, fingerprint } = active
  await printReport([`${id} ${fingerprint}`], { kind: 'tidegate-key-id', id, fingerprint }, options.json)
}

async function folderOf({ config: file }: KeysOptions): Promise<string> {
  const { config } = await readConfig(file)
  return dirname(config.store.path)
}

function lineOf({ id, fingerprint, createdAtMs, isActive }: TokenKeyFile): string {
  const day = new Date(createdAtMs).toISOString().slice(0, 10)
  return `${id.padEnd(4)}  ${fingerprint}  ${day}  ${isActive ? 'in use' : 'older tokens'}`
}
