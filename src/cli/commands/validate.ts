import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { settingCells } from './config-show.ts'

export type ValidateOptions = { readonly config: string; readonly json?: string }

/** `tidegate validate`: prints that the config is sound and what its preset gave, or throws with every problem in it. */
export async function validateCommand(options: ValidateOptions): Promise<void> {
  const { warnings, settings } = await readConfig(options.config)
  const all = settings()
  const preset = all.find(({ path }) => path === 'preset')?.value ?? null
  const given = all.filter(({ from }) => from === 'preset')
  await printReport(
    [
      `${options.config} is valid${warnings.length === 0 ? '' : `, with ${warnings.length} warnings`}`,
      ...(preset === null ? [] : [`preset ${preset} gives what the file leaves out:`]),
      ...given.map(setting => `  ${settingCells(setting).slice(0, 2).join(': ')}`),
    ],
    { kind: 'tidegate-validation', isValid: true, warnings, preset, fromPreset: given },
    options.json,
  )
}
