import type { Command } from 'commander'
import { CONFIG_OPTION } from './common-options.ts'
import { oneOf } from './option-values.ts'

/** Adds the commands to begin with. */
export function addStartingCommands(program: Command): void {
  program
    .command('demo')
    .description(
      'Simulate a week of traffic and a candidate that truncates tool calls, run the whole pipeline, show the verdict',
    )
    .option(
      '--candidate <kind>',
      'truncating, flag-fault (the same behind a feature flag) or healthy',
      oneOf('truncating', 'flag-fault', 'healthy'),
      'truncating',
    )
    .option('--seed <text>', 'seed of the simulation and the sample', '1')
    .option('--out <folder>', 'where the simulated traces, the config and the reports go', 'tidegate-demo')
    .option('--html <file>', 'also write the HTML report here')
    .option('--json <file>', 'also write the JSON result here')
    .action(async options => (await import('../commands/demo.ts')).demoCommand(options))

  program
    .command('init')
    .description('Write a commented config to start from')
    .option('--preset <name>', 'stable, rapid, compliance, high-volume or comparison')
    .option('-o, --output <file>', 'where to write it', 'tidegate.yaml')
    .option('--force', 'replace the file if it exists')
    .action(async options => (await import('../commands/init.ts')).initCommand(options))

  program
    .command('validate')
    .description('Check a config file: every problem with its line, and what each key would change')
    .option(...CONFIG_OPTION)
    .option('--json <file>', 'write what it found as JSON, - for standard output')
    .action(async options => (await import('../commands/validate.ts')).validateCommand(options))
}
