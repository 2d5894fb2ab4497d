import type { Command } from 'commander'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'
import { port, positiveInteger, upToThousand } from './option-values.ts'

/** Adds the commands that keep running, and the one that says when they start runs. */
export function addServingCommands(program: Command): void {
  program
    .command('serve')
    .description('Receive traces over OTLP/HTTP and show runs, pairs and audits in a browser (docs/serve.md)')
    .option(...CONFIG_OPTION)
    .option('--host <address>', 'where to listen; others than loopback need --token-env', '127.0.0.1')
    .option('--port <n>', 'the port, 0 for any free one', port, 4318)
    .option('--token-env <name>', 'environment variable with the token of exporters and scripts')
    .option('--allow-host <name...>', 'further names this server is reached by')
    .option(
      '--quiet-seconds <n>',
      'a trace is complete when nothing came for it for so long',
      positiveInteger,
      30,
    )
    .option('--spool-mib <n>', 'refuse spans when so much waits to be stored', positiveInteger, 256)
    .action(async options => (await import('../commands/serve.ts')).serveCommand(options))

  program
    .command('mcp')
    .description(
      'Let an assistant read the runs of the store: MCP over standard input and output (docs/mcp.md)',
    )
    .option(...CONFIG_OPTION)
    .action(async options => (await import('../commands/mcp.ts')).mcpCommand(options))

  const schedule = program
    .command('schedule')
    .description('Show when `tidegate serve` starts runs by itself (docs/schedule.md)')
  schedule
    .command('next')
    .description("Print the next times in the schedule's time zone and in UTC")
    .option(...CONFIG_OPTION)
    .option('--count <n>', 'how many, at most 1000', upToThousand, 5)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/schedule.ts')).scheduleNextCommand(options))
}
