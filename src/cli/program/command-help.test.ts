import { expect, it } from 'vitest'
import { createProgram } from '../create-program.ts'

it('the help puts every command under a heading', () => {
  const lacking = createProgram().commands.filter(command => command.helpGroup() === '')
  expect(lacking.map(command => command.name())).toEqual([])
})

it('the help begins with what a first user needs', () => {
  const help = createProgram().helpInformation()
  const headings = [...help.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading)
  expect(headings.slice(0, 3)).toEqual(['Options', 'Begin', 'Decide'])
})
