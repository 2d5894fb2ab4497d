/** What hints write where they do not know which config the command was given. */
const PLACEHOLDER = / -c CONFIG\b/g

/**
 * The hint as it can be typed: with that config file, and without the option where none was named, because
 * `tidegate.yaml` is read then.
 */
export function namedConfig(hint: string, file: string | undefined): string {
  return hint.replaceAll(PLACEHOLDER, () => (file === undefined ? '' : ` -c ${quoted(file)}`))
}

/**
 * The config file a command line names, undefined where it names none.
 *
 * @param args - what stands after `tidegate`.
 */
export function configFileOf(args: readonly string[]): string | undefined {
  const at = args.findIndex(each => each === '-c' || each === '--config')
  return at === -1 ? args.find(each => each.startsWith('--config='))?.slice('--config='.length) : args[at + 1]
}

/** A file name with anything a shell would take apart, in quotes. */
function quoted(file: string): string {
  return /^[\w./@:+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`
}
