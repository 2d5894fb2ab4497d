import { expect, it } from 'vitest'
import { configFileOf, namedConfig } from './named-config.ts'

const HINT = 'tidegate runs -c CONFIG lists them'

it('a hint names the config file of the command line', () => {
  expect(namedConfig(HINT, 'shop/tidegate.yaml')).toBe('tidegate runs -c shop/tidegate.yaml lists them')
})

it('a hint leaves the option out where the command line named no file', () => {
  expect(namedConfig(HINT, undefined)).toBe('tidegate runs lists them')
})

it('a hint quotes a name that a shell would take apart', () => {
  expect(namedConfig(HINT, "ann's week; rm.yaml")).toBe(
    String.raw`tidegate runs -c 'ann'\''s week; rm.yaml' lists them`,
  )
})

it.each([
  [['run', '-c', 'a.yaml', '--offline'], 'a.yaml'],
  [['run', '--config', 'a.yaml'], 'a.yaml'],
  [['run', '--config=a.yaml'], 'a.yaml'],
  [['runs'], undefined],
  [['run', '-c'], undefined],
])('the config file of %j is %s', (args, file) => {
  expect(configFileOf(args)).toBe(file)
})
