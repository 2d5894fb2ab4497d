import { globSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { renderJsonSchema } from '../config/json-schema.ts'
import { keysAt } from '../config/key-paths.ts'
import { PLACEMENTS } from '../config/placement.ts'
import { createProgram } from './create-program.ts'

const EXAMPLES_OF_THE_HELP = 'src/cli/program/command-help.ts'
const pages = [
  ...globSync('docs/**/*.md'),
  ...globSync('examples/**/*.md'),
  'README.md',
  'CHANGELOG.md',
  EXAMPLES_OF_THE_HELP,
].map(file => ({ file, text: readFileSync(file, 'utf8').replaceAll(/'(tidegate [^']*)'/g, '`$1`') }))
const program = createProgram()

/** `file: found` of everything the pattern finds in the pages that `isWrong` objects to. */
function objections(pattern: RegExp, isWrong: (found: string) => boolean): readonly string[] {
  return pages.flatMap(({ file, text }) =>
    [...new Set([...text.matchAll(pattern)].map(match => match[1] ?? ''))]
      .filter(isWrong)
      .map(found => `${file}: ${found}`),
  )
}

it('the docs show only commands and options that the command line has', () => {
  expect(objections(/(?:`|\$ |^)tidegate((?: +[^\s`|&;<>()]+)+)/gm, isUnknownCommandLine)).toEqual([])
})

function isUnknownCommandLine(line: string): boolean {
  let command: Command = program
  const parents: Command[] = [program]
  const words = line.trim().split(/ +/)
  for (const word of words) {
    const next = command.commands.find(each => each.name() === word)
    if (next === undefined) break
    command = next
    parents.push(command)
  }
  const known = parents.flatMap(each => each.options.flatMap(({ long, short }) => [long, short]))
  return (
    command === program ||
    words.some(word => /^--?[a-z]/.test(word) && !known.includes(word.replace(/[=,.].*$/, '')))
  )
}

it('the docs name only keys that a config has', () => {
  const names = /`([a-z_]+(?:\.[a-z_]+)+)(?::[^`]*)?`/g
  const blocks = [...keysAt([]), 'evaluation_pipeline']
  // A file of the data folder, not a key.
  const isFile = (path: string): boolean => path === 'alerts.db'
  expect(objections(names, path => blocks.includes(blockOf(path)) && !isFile(path) && !isKey(path))).toEqual(
    [],
  )
})

function blockOf(path: string): string {
  return path.split('.')[0] ?? ''
}

function isKey(path: string): boolean {
  const steps = path.split('.')
  return (
    keysAt(steps.slice(0, -1)).includes(steps.at(-1) ?? '') ||
    PLACEMENTS.some(({ alternative }) => alternative.join('.') === path)
  )
}

it('every config of the docs is one that an editor accepts', () => {
  const schema = JSON.parse(renderJsonSchema())
  const isValid = new Ajv({ strict: false }).compile(schema)
  const isRefused = (text: string): boolean => {
    // Where a page shows several ways, one below the other, they are no one file.
    const ways = text.split(/\n(?=candidate:)/)
    return ways.some(way => {
      const value: unknown = parse(way)
      const isConfig =
        typeof value === 'object' &&
        value !== null &&
        Object.keys(value).some(key => key in schema.properties)
      return isConfig && !isValid(value)
    })
  }
  expect(objections(/```ya?ml\n([\s\S]*?)```/g, isRefused)).toEqual([])
})
