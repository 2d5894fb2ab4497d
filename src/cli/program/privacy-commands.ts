import type { Command } from 'commander'
import { CONFIG_OPTION, JSON_OPTION } from './common-options.ts'

/** Adds the commands for keys, tokens and what redaction does. */
export function addPrivacyCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description('Show and rotate the keys that tokens are made under (docs/privacy.md)')
  keys
    .command('list')
    .description('List them by id, fingerprint and day; never their bytes')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/keys.ts')).keysListCommand(options))
  keys
    .command('rotate')
    .description('Make tokens under a new key from now on; older tokens stay')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/keys.ts')).keysRotateCommand(options))
  keys
    .command('export-id')
    .description('Print the fingerprint of the key in use, to compare two installations by')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/keys.ts')).keysExportIdCommand(options))

  program
    .command('reveal <token>')
    .description('Print what a token stands for, from the vault; who asked and why is recorded first')
    .option(...CONFIG_OPTION)
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--json <file>', 'write what became of it as JSON; the value only with -, to standard output')
    .action(async (token, options) => (await import('../commands/vault.ts')).revealCommand(token, options))

  const vault = program
    .command('vault')
    .description('Look after the encrypted record of what tokens stand for (docs/privacy.md)')
  vault
    .command('log')
    .description('Show who revealed what, when and why; exits 1 when the record was changed')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/vault.ts')).vaultLogCommand(options))
  vault
    .command('purge')
    .description('Erase values older than privacy.vault.ttl_days')
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/vault.ts')).vaultPurgeCommand(options))
  vault
    .command('destroy')
    .description('Destroy the key: no value can be revealed any more, from no copy')
    .option(...CONFIG_OPTION)
    .requiredOption('--reason <text>', 'why, for the record')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/vault.ts')).vaultDestroyCommand(options))

  const privacy = program
    .command('privacy')
    .description('Measure what redaction catches and misses (docs/privacy.md)')
  privacy
    .command('report')
    .description('Show what each layer caught, a leak audit with planted canaries, recall on labelled texts')
    .option(...CONFIG_OPTION)
    .option('--labelled <file>', 'texts with labelled spans, JSONL, as in presidio-research')
    .option(...JSON_OPTION)
    .action(async options => (await import('../commands/privacy.ts')).privacyReportCommand(options))
}
