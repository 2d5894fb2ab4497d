import type { Command } from 'commander'

/** What can be typed after a command. */
export type CommandNode = {
  /** Words that lead here, without the program's name. */
  readonly path: readonly string[]
  readonly description: string
  readonly options: readonly { readonly flag: string; readonly description: string }[]
  readonly commands: readonly string[]
  /** Words an argument may be; empty: files. */
  readonly choices: readonly string[]
}

/** Every command of a program with what may follow it, the program itself first. */
export function commandTree(program: Command, path: readonly string[] = []): readonly CommandNode[] {
  const children = program.commands.filter(command => command.name() !== 'help')
  const node: CommandNode = {
    path,
    description: program.description(),
    options: [
      ...program.options.map(({ long, short, description }) => ({ flag: long ?? short ?? '', description })),
      { flag: '--help', description: 'display help for command' },
    ],
    commands: children.map(command => command.name()),
    choices: program.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }
  return [node, ...children.flatMap(command => commandTree(command, [...path, command.name()]))]
}
