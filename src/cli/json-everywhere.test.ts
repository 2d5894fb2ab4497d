import { expect, it } from 'vitest'
import { commandTree } from './completion/command-tree.ts'
import { createProgram } from './create-program.ts'

/** Commands that report nothing a program would read, and why. */
const WITHOUT: { readonly [command: string]: string } = {
  resume: 'gives another command again, with its own --json',
  completion: 'writes a script',
  export: 'writes JSON Lines',
  report: 'writes the reports',
  'audit draw': 'writes a sheet',
  'rubric show': 'writes a rubric as a judge reads it',
  serve: 'runs until it is ended; its API is JSON',
  mcp: 'speaks JSON-RPC',
  init: 'writes a config',
  comment: 'writes a comment',
  'scale-sql': 'writes SQL',
}

/** Commands that report and cannot yet do it as JSON: this list only ever shrinks. */
const NOT_YET = [
  'adversarial add',
  'adversarial erase',
  'adversarial generate',
  'adversarial import',
  'alerts test',
  'audit import',
  'flag',
  'ingest',
  'keys export-id',
  'keys rotate',
  'prices update',
  'reveal',
  'rubric diff',
  'vault destroy',
  'vault log',
  'vault purge',
]

it('every command that reports does it as JSON too', () => {
  const leaves = commandTree(createProgram()).filter(
    ({ commands, path }) => commands.length === 0 && path.length > 0,
  )
  const lacking = leaves
    .filter(({ options }) => !options.some(({ flag }) => flag === '--json'))
    .map(({ path }) => path.join(' '))
    .filter(name => WITHOUT[name] === undefined)
  expect(lacking.toSorted()).toEqual(NOT_YET)
})
