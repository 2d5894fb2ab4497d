import { readFile } from 'node:fs/promises'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'

/** The config at `file`, checked; its warnings go to standard error. */
export async function readConfig(file: string): Promise<LoadedConfig> {
  const loaded = await loadConfig(file, {
    readFile: path => readFile(path),
    env: process.env,
    cwd: process.cwd(),
  })
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${warning}\n`)
  return loaded
}
