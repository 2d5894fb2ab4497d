import type { Command } from 'commander'
import { commandTree } from '../completion/command-tree.ts'
import { renderCompletion, type Shell } from '../completion/render-completion.ts'

/** `tidegate completion SHELL`: the shell's script, to be kept where the script's first lines say. */
export function completionCommand(shell: Shell, program: Command): void {
  process.stdout.write(renderCompletion(shell, commandTree(program)))
}
