import type { Command } from 'commander'
import { CONFIG_OPTION } from './common-options.ts'
import { oneOf } from './option-values.ts'

/** Adds the commands that hand results to other tools. */
export function addExportCommands(program: Command): void {
  program
    .command('export <run>')
    .description(
      'Write the verdicts of a run for other tools: JSON Lines, OpenTelemetry, Parquet (docs/export.md)',
    )
    .option(...CONFIG_OPTION)
    .option('--format <name>', 'jsonl, otlp or parquet', oneOf('jsonl', 'otlp', 'parquet'), 'jsonl')
    .option('-o, --output <file>', 'where to write it, - for standard output (the default)')
    .option('--with-texts', 'jsonl: also the redacted texts of both sides')
    .option('--endpoint <url>', 'otlp: an OTLP/HTTP receiver the verdicts are sent to')
    .option('--authorization-env <name>', 'otlp: environment variable with the Authorization header for it')
    .option(
      '--allow-private-network',
      'otlp: the receiver may stand in a private network, then also without TLS',
    )
    .action(async (run, options) => (await import('../commands/export.ts')).exportCommand(run, options))

  program
    .command('scale-sql')
    .description('Print the SQL by which ClickHouse assigns every trace to a stratum (docs/scaling.md)')
    .option(...CONFIG_OPTION)
    .option('--model <id>', 'a stratum model of the store; default the newest')
    .option('--exemplars <file>', 'also write the exemplars, JSON Lines for INSERT ... FORMAT JSONEachRow')
    .action(async options => (await import('../commands/scale-sql.ts')).scaleSqlCommand(options))
}
