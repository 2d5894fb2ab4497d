/** Compiles src/ to dist/, bundles the dashboard and copies what is not TypeScript, so that the packed package is complete. */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const ASSETS = ['src/**/README.md', 'src/**/*.yaml', 'src/**/*.wasm', 'src/**/*.css', 'src/**/*.gz']

rmSync('dist', { recursive: true, force: true })
const compiled = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

const bundled = spawnSync('npx', ['vite', 'build', '-c', 'ui/vite.config.ts', '--logLevel', 'warn'], {
  stdio: 'inherit',
})
if (bundled.status !== 0) process.exit(bundled.status ?? 1)

let copied = 0
for (const asset of globSync(ASSETS)) {
  const target = join('dist', asset.slice('src/'.length))
  mkdirSync(dirname(target), { recursive: true })
  cpSync(asset, target)
  copied++
}
console.log(`dist/ built, ${copied} assets copied`)
