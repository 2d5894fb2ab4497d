import { readConfig } from '../read-config.ts'

/** `tidegate validate`: prints that the config is sound, or throws with every problem in it. */
export async function validateCommand(options: { readonly config: string }): Promise<void> {
  const { warnings } = await readConfig(options.config)
  process.stdout.write(
    `${options.config} is valid${warnings.length === 0 ? '' : `, with ${warnings.length} warnings`}\n`,
  )
}
