/** Compiles src/ to dist/, bundles the dashboard and copies what is not TypeScript, so that the packed package is complete. */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const ASSETS = ['src/**/README.md', 'src/**/*.yaml', 'src/**/*.wasm', 'src/**/*.css', 'src/**/*.gz']

// Built beside and moved in one step: who packs or runs dist/ meanwhile sees the old one whole.
const building = `dist-${process.pid}`
process.on('exit', () => rmSync(building, { recursive: true, force: true }))
run('tsc', '-p', 'tsconfig.build.json', '--outDir', building)
run('vite', 'build', '-c', 'ui/vite.config.ts', '--logLevel', 'warn', '--outDir', resolve(building, 'ui'))

let copied = 0
for (const asset of globSync(ASSETS, { exclude: ['**/__fixtures__/**'] })) {
  const target = join(building, asset.slice('src/'.length))
  mkdirSync(dirname(target), { recursive: true })
  cpSync(asset, target)
  copied++
}
rmSync('dist', { recursive: true, force: true })
renameSync(building, 'dist')
console.log(`dist/ built, ${copied} assets copied`)

function run(command: string, ...args: readonly string[]): void {
  const { status } = spawnSync('npx', [command, ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
