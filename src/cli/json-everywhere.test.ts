import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { commandTree } from './completion/command-tree.ts'
import { createProgram } from './create-program.ts'

/** Commands that report nothing a program would read, and why. */
const WITHOUT: { readonly [command: string]: string } = {
  resume: 'gives another command again, with its own --json',
  completion: 'writes a script',
  export: 'writes JSON Lines',
  'audit draw': 'writes a sheet',
  'rubric show': 'writes a rubric as a judge reads it',
  serve: 'runs until it is ended; its API is JSON',
  mcp: 'speaks JSON-RPC',
  init: 'writes a config',
  comment: 'writes a comment',
  'scale-sql': 'writes SQL',
}

it('every command that reports does it as JSON too, into a file or to standard output', () => {
  const leaves = commandTree(createProgram()).filter(
    ({ commands, path }) => commands.length === 0 && path.length > 0,
  )
  const lacking = leaves
    .filter(({ options }) => !options.some(({ flag }) => flag === '--json'))
    .map(({ path }) => path.join(' '))
  expect(lacking.toSorted()).toEqual(Object.keys(WITHOUT).toSorted())
})

it('--json takes a file wherever it is', () => {
  const wanting = jsonOptions(createProgram())
  expect(wanting.length).toBeGreaterThan(30)
  expect(wanting.filter(flags => flags !== '--json <file>')).toEqual([])
})

function jsonOptions(command: Command): readonly string[] {
  return [
    ...command.options.filter(({ long }) => long === '--json').map(({ flags }) => flags),
    ...command.commands.flatMap(jsonOptions),
  ]
}
