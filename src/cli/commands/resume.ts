import { ConfigError } from '../../errors/config-error.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { openAttempts } from '../attempts.ts'
import { isAlive } from '../budget-ledger.ts'
import { openStore } from '../open-store.ts'
import { readConfig } from '../read-config.ts'

export type ResumeOptions = { readonly config: string }

/**
 * `tidegate resume`: gives the newest command that did not end well again, from the folder it was given in. What was
 * answered before is not paid for again. The exit code is that command's.
 *
 * @param run - runs a command line of ours.
 * @throws {ConfigError} when nothing was interrupted.
 */
export async function resumeCommand(
  options: ResumeOptions,
  run: (args: readonly string[]) => Promise<void>,
): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = openStore(config.store.path)
  let attempts: ReturnType<typeof openAttempts>
  try {
    attempts = openAttempts(store, isAlive)
  } finally {
    store.close()
  }
  const [newest] = attempts
  if (newest === undefined) {
    throw new ConfigError('Expected a run that was interrupted, found none in the store', {
      path: options.config,
      hint: 'tidegate status -c CONFIG shows what is running and what was interrupted',
    })
  }
  process.stderr.write(
    `goes on with: ${escapeTerminal(`tidegate ${newest.args.join(' ')}`)} (begun ${new Date(newest.startedAtMs).toISOString()})\n`,
  )
  process.chdir(newest.cwd)
  // The command writes itself down under the words it was given.
  process.argv.splice(2, process.argv.length - 2, ...newest.args)
  await run(newest.args)
}
