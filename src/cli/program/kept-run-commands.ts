import { Argument, type Command } from 'commander'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'
import { positiveInteger } from './option-values.ts'

/** Adds the commands that show runs of the store again. */
export function addKeptRunCommands(program: Command): void {
  program
    .command('runs')
    .description('List the finished runs of the store: window, verdict, difference, coverage, cost')
    .addArgument(new Argument('[action]', 'list').choices(['list']))
    .option(...CONFIG_OPTION)
    .option('--json <file>', 'write them as JSON, - for standard output')
    .action(async (_action, options) => (await import('../commands/runs.ts')).runsCommand(options))

  program
    .command('report [run]')
    .description(
      'Make the reports of a stored run again; Markdown on standard output by default (docs/ci.md)',
    )
    .option(...CONFIG_OPTION)
    .option('--json <file>', 'the result as JSON, - for standard output, likewise below')
    .option('--markdown <file>', 'the report as Markdown')
    .option('--html <file>', 'the report as one self-contained HTML file')
    .option('--junit <file>', 'verdict, gates and findings as JUnit XML')
    .option('--github', 'a step of GitHub Actions: summary, outputs and annotations')
    .action(async (run, options) => (await import('../commands/report.ts')).reportCommand(run, options))

  program
    .command('comment [run]')
    .description('Put a stored run on its pull request, always in the same comment (docs/ci.md)')
    .option(...CONFIG_OPTION)
    .option('--pr <n>', 'number of the pull request; default that of the event', positiveInteger)
    .option('--markdown <file>', 'what `run --markdown` wrote, in the place of a stored run')
    .option('--repo <owner/name>', 'default GITHUB_REPOSITORY')
    .option(
      '--name <text>',
      "tells pipelines on one pull request apart; default the config's alerts.pipeline",
    )
    .option('--api-url <url>', 'another address on loopback, for tests and proxies', 'https://api.github.com')
    .action(async (run, options) => (await import('../commands/comment.ts')).commentCommand(run, options))

  program
    .command('trend')
    .description(
      'Show successive windows: the difference, the coverage, and what production itself does (docs/trend.md)',
    )
    .option(...CONFIG_OPTION)
    .option('--candidate <name>', 'one of several candidates of the config; default: runs of a single one')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/trend.ts')).trendCommand(options))
}
