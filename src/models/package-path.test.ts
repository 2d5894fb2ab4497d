import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packagePath, packagePathFrom } from './package-path.ts'

test('from source a module is found under its own name', () => {
  expect(existsSync(packagePath('models/package-path.ts'))).toBe(true)
})

test('in a build a module becomes .js beside the calling file and an asset keeps its name', () => {
  const built = 'file:///app/node_modules/tidegate/dist/models/package-path.js'
  expect(packagePathFrom(built, 'models/local/worker.ts')).toBe(
    '/app/node_modules/tidegate/dist/models/local/worker.js',
  )
  expect(packagePathFrom(built, 'stages/judge/rubrics/pairwise.yaml')).toBe(
    '/app/node_modules/tidegate/dist/stages/judge/rubrics/pairwise.yaml',
  )
})

test('a folder with a space in its name is a path and not an escaped URL', () => {
  expect(packagePathFrom('file:///my%20work/src/models/package-path.ts', 'a.wasm')).toBe(
    '/my work/src/a.wasm',
  )
})
