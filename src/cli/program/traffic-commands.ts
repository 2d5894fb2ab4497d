import type { Command } from 'commander'
import {
  AS_OF_OPTION,
  CONFIG_ALONE_OPTION,
  OFFLINE_OPTION,
  SOURCE_OPTION,
  TARGET_SIZE_OPTION,
} from './common-options.ts'
import { positiveInteger } from './option-values.ts'

/** Adds the commands that look at production alone, without a candidate. */
export function addTrafficCommands(program: Command): void {
  program
    .command('strata')
    .description(
      "Show what production's traces ask for: intents with labels, shares and examples; judges nothing",
    )
    .option(...CONFIG_ALONE_OPTION)
    .option(...SOURCE_OPTION)
    .option('--json <file>', 'write the strata as JSON (docs/result-format.md), - for standard output')
    .option('--html <file>', 'write a map of the requests and every stratum as one self-contained HTML file')
    .option(...AS_OF_OPTION)
    .option(...OFFLINE_OPTION)
    .action(async options => (await import('../commands/strata.ts')).strataCommand(options))

  program
    .command('compare')
    .description(
      'Show which sampling strategies would see a stated fault in your traffic, how often and at what cost',
    )
    .option(...CONFIG_ALONE_OPTION)
    .option(...SOURCE_OPTION)
    .option(
      '--fault <spec>',
      'KIND:RATE[:TIER]; default truncated-tool-call:12%:multi-step (docs/compare.md)',
    )
    .option(
      '--resamples <n>',
      'resamples with the fault, and as many without, at least 200',
      positiveInteger,
      200,
    )
    .option('--few-resamples', 'allow fewer than 200 resamples, for a quick look')
    .option(...TARGET_SIZE_OPTION)
    .option('--seed <text>', 'seed of the resamples; overrides the config')
    .option('--json <file>', 'write the table as JSON (docs/compare.md), - for standard output')
    .option(...OFFLINE_OPTION)
    .action(async options => (await import('../commands/compare.ts')).compareCommand(options))

  program
    .command('baseline')
    .description(
      'Show how much production differs from itself: noise, ties, false verdicts, suggested settings',
    )
    .option(...CONFIG_ALONE_OPTION)
    .option(...SOURCE_OPTION)
    .option(
      '--resamples <n>',
      'exchanges of the sides that false verdicts are counted over',
      positiveInteger,
      200,
    )
    .option(...TARGET_SIZE_OPTION)
    .option('--seed <text>', 'seed of the sample; overrides the config')
    .option('--json <file>', 'write it as JSON (docs/compare.md), - for standard output')
    .option(...OFFLINE_OPTION)
    .action(async options => (await import('../commands/baseline.ts')).baselineCommand(options))

  program
    .command('drift')
    .description('Show what changed in the traffic between two windows; exits 1 when something did')
    .option(
      '-c, --config <file>',
      'config file; no candidate is needed; default tidegate.yaml unless both windows are files',
    )
    .option(...SOURCE_OPTION)
    .option(
      '--from <window>',
      'the earlier window: its last day, YYYY-MM-DD, a run, or labelled traces, .jsonl',
    )
    .option('--to <window>', 'the later one, likewise; default: the newest days of the source')
    .option('--json <file>', 'write the report as JSON (docs/drift.md), - for standard output')
    .option(...OFFLINE_OPTION)
    .action(async options => (await import('../commands/drift.ts')).driftCommand(options))
}
