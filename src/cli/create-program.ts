import { Command } from 'commander'
import { packageVersion } from './package-version.ts'
import { addAdversarialCommands } from './program/adversarial-commands.ts'
import { addAuditCommands } from './program/audit-commands.ts'
import { addCommandHelp } from './program/command-help.ts'
import { addExportCommands } from './program/export-commands.ts'
import { addHousekeepingCommands } from './program/housekeeping-commands.ts'
import { addKeptRunCommands } from './program/kept-run-commands.ts'
import { addOperatingCommands } from './program/operating-commands.ts'
import { addPrivacyCommands } from './program/privacy-commands.ts'
import { addReferenceCommands } from './program/reference-commands.ts'
import { addRunCommands } from './program/run-commands.ts'
import { addServingCommands } from './program/serving-commands.ts'
import { addStartingCommands } from './program/starting-commands.ts'
import { addTrafficCommands } from './program/traffic-commands.ts'

const EXIT_CODES = `
Exit codes: 0 pass, 1 fail, 2 bad config or usage, 3 infrastructure (source, store), 4 inconclusive,
5 internal error, 130 interrupted (Ctrl-C; run the same command again to continue).`

/**
 * The command line; every error is thrown, and `main.ts` turns it into an exit code. A command's code is
 * loaded when it runs, so that help and mistakes answer at once.
 */
export function createProgram(): Command {
  const program = new Command('tidegate')
    .description(
      'Is this candidate model, prompt or agent worse than what production runs today, on the traffic production really gets this week?',
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // `main.ts` prints it in the shape of every other error
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_CODES)

  addRunCommands(program)
  addKeptRunCommands(program)
  addTrafficCommands(program)
  addAuditCommands(program)
  addOperatingCommands(program)
  addAdversarialCommands(program)
  addReferenceCommands(program)
  addPrivacyCommands(program)
  addExportCommands(program)
  addServingCommands(program)
  addStartingCommands(program)
  addHousekeepingCommands(program, async args => {
    await createProgram().parseAsync([...args], { from: 'user' })
  })
  addCommandHelp(program)

  return program
}
