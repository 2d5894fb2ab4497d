import type { Setting } from '../../config/settings.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { tableLines } from '../table-lines.ts'

export type ConfigShowOptions = {
  readonly config: string
  readonly json?: string
  /** Only what is not a default. */
  readonly changed?: boolean
}

/** `tidegate config show`: every value in force, and whether the file, its preset or the defaults gave it. */
export async function configShowCommand(options: ConfigShowOptions): Promise<void> {
  const { settings, configHash } = await readConfig(options.config)
  const shown = settings().filter(({ from }) => options.changed !== true || from !== 'default')
  await printReport(
    tableLines(['key', 'value', 'from'], shown.map(settingCells), []),
    { kind: 'tidegate-config', configHash, settings: shown },
    options.json,
  )
}

/** Key, value and origin of a setting. */
export function settingCells({ path, value, from, line }: Setting): readonly string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [
    path,
    text ?? '',
    from === 'default' ? 'default' : `${from === 'preset' ? 'preset, ' : ''}line ${line}`,
  ]
}
