import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { ENGINE_FOLDER, ENGINE_VERSION } from './engine.ts'

/**
 * Installs the engine once per machine, outside the lock: npm leaves a platform package of it out of a lock file where the registry does
 * not serve it, and `npm ci` would then fail for everybody.
 */
export function setup(): void {
  if (existsSync(`${ENGINE_FOLDER}/node_modules/chdb/package.json`)) return
  const options = ['--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--prefix', ENGINE_FOLDER]
  execFileSync('npm', ['install', `chdb@${ENGINE_VERSION}`, ...options], {
    stdio: 'inherit',
    timeout: 540_000,
  })
}
