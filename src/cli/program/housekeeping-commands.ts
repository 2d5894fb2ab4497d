import { Argument, type Command } from 'commander'
import { SHELLS } from '../completion/render-completion.ts'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'
import { days } from './option-values.ts'

/**
 * Adds the commands that look after a pipeline: docs/housekeeping.md.
 *
 * @param runAgain - runs another command line of ours.
 */
export function addHousekeepingCommands(
  program: Command,
  runAgain: (args: readonly string[]) => Promise<void>,
): void {
  program
    .command('doctor')
    .description('Check Node, config, files, keys by name, store, disk and optional packages')
    .option('-c, --config <file>', 'config file', 'tidegate.yaml')
    .option('--online', 'also whether the servers of its models answer; no key is sent')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/doctor.ts')).doctorCommand(options))
  program
    .command('status')
    .description('Show the last run, the next one, budget, audits, the adversarial set and open alerts')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/status.ts')).statusCommand(options))
  program
    .command('resume')
    .description('Go on with the newest run that was interrupted; what was answered is not paid for again')
    .option(...CONFIG_OPTION)
    .action(async options => (await import('../commands/resume.ts')).resumeCommand(options, runAgain))
  program
    .command('prune')
    .description(
      'Take old traces, vectors, replies and details of runs out of the store (docs/housekeeping.md)',
    )
    .option(...CONFIG_OPTION)
    .requiredOption('--keep-days <n>', 'what is older than so many days goes', days)
    .option('--dry-run', 'count, and change nothing')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/prune.ts')).pruneCommand(options))
  program
    .command('config')
    .description('Show what a config comes to (docs/presets.md)')
    .command('show')
    .description('Show every value in force, and whether the file, its preset or the defaults gave it')
    .option(...CONFIG_OPTION)
    .option('--changed', 'without defaults')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/config-show.ts')).configShowCommand(options))
  program
    .command('completion')
    .description('Write the script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async shell => (await import('../commands/completion.ts')).completionCommand(shell, program))
}
