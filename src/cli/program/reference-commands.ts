import type { Command } from 'commander'
import { JSON_OPTION } from './common-options.ts'

/** Adds the commands that show what judges cost and what they are asked. */
export function addReferenceCommands(program: Command): void {
  const prices = program
    .command('prices')
    .description('Show what every known model costs, since when and by which source')
    .option('-c, --config <file>', "config file; adds the user's own prices beside its store")
    .option('--json <file>', 'write them as JSON, - for standard output')
    .action(async options => (await import('../commands/prices.ts')).pricesCommand(options))
  prices
    .command('update <source>')
    .description(
      'Import a price list of LiteLLM or models.dev, a file or an https address, for the store of -c',
    )
    .option(...JSON_OPTION)
    .action(async (source, _options, command) =>
      (await import('../commands/prices.ts')).pricesUpdateCommand(source, command.optsWithGlobals()),
    )

  const rubric = program.command('rubric').description('Show the questions judges are asked (docs/judge.md)')
  rubric
    .command('list')
    .description('List the shipped rubrics with their versions and hashes')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/rubric.ts')).rubricListCommand(options))
  rubric
    .command('show <name>')
    .description('Show a shipped rubric or a file as a judge reads it')
    .action(async name => (await import('../commands/rubric.ts')).rubricShowCommand(name))
  rubric
    .command('diff <before> <after>')
    .description('Show what two rubrics ask differently')
    .option(...JSON_OPTION)
    .action(async (before, after, options) =>
      (await import('../commands/rubric.ts')).rubricDiffCommand(before, after, options),
    )
}
