import type { Command } from 'commander'
import { TRACE_FORMATS } from '../../config/trace-formats.ts'
import {
  AS_OF_OPTION,
  CONFIG_OPTION,
  JSON_OPTION,
  OFFLINE_OPTION,
  SOURCE_OPTION,
  TARGET_SIZE_OPTION,
} from './common-options.ts'
import { oneOf, positiveInteger } from './option-values.ts'

/** Adds the commands that bring traces in, and those that decide. */
export function addRunCommands(program: Command): void {
  program
    .command('ingest [paths...]')
    .description("Read traces of any format, redact them, and keep them as production's (docs/sources.md)")
    .option('-c, --config <file>', 'config file; default tidegate.yaml if there is one')
    .option('--format <name>', 'what the files are, instead of finding out', oneOf(...TRACE_FORMATS))
    .option(...JSON_OPTION)
    .action(async (paths, options) => (await import('../commands/ingest.ts')).ingestCommand(paths, options))

  program
    .command('run')
    .description("Decide whether the candidate is worse than production, on a sample of this week's traces")
    .option(...CONFIG_OPTION)
    .option(...SOURCE_OPTION)
    .option('--candidate <path>', "the candidate's recorded traces, any format; overrides the config")
    .option('--json <file>', 'write the result as JSON (docs/result-format.md), - for standard output')
    .option('--html <file>', 'write the report as one self-contained HTML file')
    .option('--markdown <file>', 'write the report as Markdown, for a pull request')
    .option('--junit <file>', 'write the verdict, gates and findings as JUnit XML')
    .option('--github', 'a step of GitHub Actions: summary, outputs and annotations (docs/ci.md)')
    .option('--seed <text>', 'seed of the sample; overrides the config')
    .option(...TARGET_SIZE_OPTION)
    .option(...AS_OF_OPTION)
    .option(...OFFLINE_OPTION)
    .option('--dry-run', 'draw the sample, say what the run would cost, and stop before anything is paid')
    .option('--no-overlap', 'for timers: stop when another run of this store is under way, let none begin')
    .action(async options => (await import('../commands/run.ts')).runCommand(options))

  program
    .command('extend <run>')
    .description(
      'Add traces to a run that could not tell and decide again, within its error rates (docs/trend.md)',
    )
    .requiredOption('--target-size <n>', 'traces to sample in all', positiveInteger)
    .option('-c, --config <file>', "the run's config file", 'tidegate.yaml')
    .option('--source <path>', 'as it was given to the run')
    .option('--candidate <path>', 'as it was given to the run')
    .option('--seed <text>', 'as it was given to the run')
    .option('--as-of <date>', 'as it was given to the run')
    .option('--offline', 'as it was given to the run')
    .option('--json <file>', 'write the result as JSON (docs/result-format.md), - for standard output')
    .option('--html <file>', 'write the report as one self-contained HTML file')
    .option('--markdown <file>', 'write the report as Markdown, for a pull request')
    .option('--junit <file>', 'write the verdict, gates and findings as JUnit XML')
    .option('--github', 'a step of GitHub Actions: summary, outputs and annotations (docs/ci.md)')
    .action(async (run, options) => (await import('../commands/extend.ts')).extendCommand(run, options))
}
