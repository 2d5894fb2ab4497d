import type { Command } from 'commander'
import { LEDGER_ORIGINS } from '../../store/ledger/adversarial-ledger.ts'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'
import { oneOf, upToThousand, weight } from './option-values.ts'

const WEIGHT_OPTION = [
  '--weight <n>',
  "weight in the composite; default the config's weight_multiplier",
  weight,
] as const

/** Adds the commands of the permanent set of failures. */
export function addAdversarialCommands(program: Command): void {
  const adversarial = program
    .command('adversarial')
    .description(
      'Look after the permanent set of failures: lines are only added, tampering is found (docs/adversarial.md)',
    )
  adversarial
    .command('add [ids...]')
    .description("Keep production's traces of the store as failures")
    .option(...CONFIG_OPTION)
    .option('--flagged', 'also every trace of the store that carries a support flag')
    .option(
      '--origin <kind>',
      'support-flag, audit, generated or import',
      oneOf(...LEDGER_ORIGINS),
      'support-flag',
    )
    .option(...WEIGHT_OPTION)
    .option('--reason <text>', 'what failed')
    .option(...JSON_OPTION)
    .action(async (ids, options) =>
      (await import('../commands/adversarial.ts')).adversarialAddCommand(ids, options),
    )
  adversarial
    .command('import <file>')
    .description('Keep canonical traces of a file; of the set itself when it is still a plain file')
    .option(...CONFIG_OPTION)
    .option(...WEIGHT_OPTION)
    .option(...JSON_OPTION)
    .action(async (file, options) =>
      (await import('../commands/adversarial.ts')).adversarialImportCommand(file, options),
    )
  adversarial
    .command('generate')
    .description('Make attacks of failures and rare requests, and keep those a live side was seen to fail on')
    .option(
      '-c, --config <file>',
      'config file (docs/config.md) with a candidate that answers live',
      'tidegate.yaml',
    )
    .option('--count <n>', 'prompts to try at most, up to 1,000', upToThousand, 50)
    .option('--kind <names...>', 'mutators to use (docs/adversarial.md); default all', [])
    .option(...WEIGHT_OPTION)
    .option('--dry-run', 'show the prompts; nothing is answered, paid or added')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/generate.ts')).adversarialGenerateCommand(options))
  adversarial
    .command('list')
    .description('List every trace of the set with origin, weight and times')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/adversarial.ts')).adversarialListCommand(options))
  adversarial
    .command('verify')
    .description('Check the set: exits 0 when it is as it was left, 1 with the first broken line when not')
    .option(...CONFIG_OPTION)
    .option('--cut-unfinished', 'first cut off what an interrupted append left; it is kept beside the file')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/adversarial.ts')).adversarialVerifyCommand(options))
  adversarial
    .command('erase <id>')
    .description('Destroy the key of a trace of the set: its line stays, nobody can read it')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (id, options) =>
      (await import('../commands/adversarial.ts')).adversarialEraseCommand(id, options),
    )

  program
    .command('flag <trace>')
    .description('Keep a failure that support reported late: a trace id, or a CSV file of trace id[,reason]')
    .option(...CONFIG_OPTION)
    .option('--reason <text>', 'what failed, for rows without a reason')
    .option(...JSON_OPTION)
    .action(async (trace, options) => (await import('../commands/flag.ts')).flagCommand(trace, options))
}
