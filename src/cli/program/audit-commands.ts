import type { Command } from 'commander'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'

/** Adds the commands by which people check the judge. */
export function addAuditCommands(program: Command): void {
  program
    .command('calibrate')
    .description(
      'Show how far judges agree with pairs that people labelled, and keep it for the choice of a judge',
    )
    .requiredOption('--labels <file>', 'labelled pairs, JSONL (docs/calibration.md)')
    .option('-c, --config <file>', 'config file; its judges vote, and the result is kept beside its store')
    .option('--votes <file>', 'recorded votes, JSONL: no model is called')
    .option('--json <file>', 'write all figures as JSON, - for standard output')
    .action(async options =>
      (await import('../commands/calibrate.ts')).calibrateCommand(
        options,
        (await import('../with-judges.ts')).withJudges,
      ),
    )

  const audit = program
    .command('audit')
    .description('Have people check a random part of what was judged (docs/audit.md)')
  audit
    .command('draw')
    .description('Write a sheet of the pairs the newest run drew for people to label')
    .option(...CONFIG_OPTION)
    .option('--run <id>', 'a run; default the newest')
    .option('--rater <name>', 'who will label; asks for what this person has not labelled')
    .option('-o, --output <file>', 'where to write the sheet, CSV; default standard output')
    .action(async options => (await import('../commands/audit.ts')).auditDrawCommand(options))
  audit
    .command('import <file>')
    .description('Add the labels of a sheet, CSV or JSON Lines')
    .option(...CONFIG_OPTION)
    .option('--rater <name>', 'who labelled, where a row does not say')
    .option('--add-failures', "production's failures, as people see them, join the adversarial set")
    .option(...JSON_OPTION)
    .action(async (file, options) => (await import('../commands/audit.ts')).auditImportCommand(file, options))
  audit
    .command('report')
    .description('Show unflagged failures, recall of the flags, skew of the judge, progress of the week')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/audit.ts')).auditReportCommand(options))
}
