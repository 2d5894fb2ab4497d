import { access } from 'node:fs/promises'
import { renderInitialConfig } from '../../config/initial-config.ts'
import { isPreset, PRESET_NAMES } from '../../config/presets/presets.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { writeOutput } from '../write-output.ts'

export type InitOptions = { readonly preset?: string; readonly output: string; readonly force?: boolean }

/** `tidegate init`: a commented config in a new file; an existing file stays unless `--force`. */
export async function initCommand(options: InitOptions): Promise<void> {
  const { preset, output, force } = options
  if (preset !== undefined && !isPreset(preset)) {
    throw new ConfigError(`Expected one of ${PRESET_NAMES.join(', ')} for --preset, got ${preset}`, {
      path: '--preset',
    })
  }
  const exists = await access(output).then(
    () => true,
    () => false,
  )
  if (exists && force !== true) {
    throw new ConfigError(`Expected no file at ${output}, found one`, {
      path: output,
      hint: 'use --force to replace it, or -o FILE',
    })
  }
  await writeOutput(output, renderInitialConfig(preset))
  process.stdout.write(`wrote ${output}\nnext: edit it, then \`tidegate validate -c ${output}\`\n`)
}
