import type { Command } from 'commander'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'

/** Adds the commands for what a pipeline spends and whom it tells. */
export function addOperatingCommands(program: Command): void {
  program
    .command('budget')
    .description("Show this week's spending: cap, settled, reserved, uncertain, left")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .option('--unfreeze', 'let calls be made again after one cost more than its worst case')
    .action(async options => (await import('../commands/budget.ts')).budgetCommand(options))

  const alerts = program
    .command('alerts')
    .description('Test and list what Slack, PagerDuty and webhooks are told of runs (docs/alerts.md)')
  alerts
    .command('test')
    .description('Send one alert and its end to every channel of the config')
    .option(...CONFIG_OPTION)
    .option('--channel <name>', 'only this channel')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/alerts.ts')).alertsTestCommand(options))
  alerts
    .command('list')
    .description('List what is wrong now as the channels know it, and what they could not be told')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/alerts.ts')).alertsListCommand(options))
  alerts
    .command('send')
    .description('Send again what could not be sent')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/alerts.ts')).alertsSendCommand(options))
}
