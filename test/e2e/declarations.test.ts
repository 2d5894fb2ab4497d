import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-types-'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function tsc(...args: readonly string[]) {
  const { status, stdout } = spawnSync(resolve('node_modules/.bin/tsc'), [...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout }
}

it('what the package exports type-checks for a strict consumer whose config names no types', () => {
  const emitted = tsc('-p', resolve('tsconfig.build.json'), '--outDir', 'dist', '--emitDeclarationOnly')
  expect(emitted).toEqual({ status: 0, stdout: '' })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'library.ts'),
    "import { defineConfig, evaluate } from './dist/index.js'\nexport const code: number = (await evaluate(defineConfig({}))).exitCode\n",
  )
  writeFileSync(
    join(folder, 'testing.ts'),
    "import * as testing from './dist/testing/index.js'\nexport { testing }\n",
  )
  for (const file of ['library.ts', 'testing.ts'])
    expect(tsc('--strict', '--module', 'nodenext', '--noEmit', file)).toEqual({ status: 0, stdout: '' })
})
