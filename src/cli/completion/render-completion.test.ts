import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../create-program.ts'
import { commandTree } from './command-tree.ts'
import { renderCompletion, SHELLS } from './render-completion.ts'

const NODES = commandTree(createProgram())

/** What bash offers for words typed so far, the last of them unfinished. */
function offered(...typed: readonly string[]): readonly string[] {
  const words = ['tidegate', ...typed].map(word => `'${word}'`).join(' ')
  const script = `${renderCompletion('bash', NODES)}\nCOMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _tidegate; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.split('\n').filter(line => line !== '')
}

describe('completion in bash', () => {
  it('offers commands, commands of a command, choices and options', () => {
    expect(offered('adv')).toEqual(['adversarial'])
    expect(offered('alerts', '')).toEqual(expect.arrayContaining(['test', 'list', 'send']))
    expect(offered('completion', 'z')).toEqual(['zsh'])
    expect(offered('run', '--dry')).toEqual(['--dry-run'])
  })

  it('offers nothing of a command inside the value of an option', () => {
    expect(offered('run', '-c', 'no-such-file-anywhere')).toEqual([])
  })
})

it.each(SHELLS)('the script for %s names every command there is', shell => {
  const script = renderCompletion(shell, NODES)
  for (const { path } of NODES) expect(script).toContain(path.at(-1) ?? 'tidegate')
  expect(script).not.toContain('undefined')
})
