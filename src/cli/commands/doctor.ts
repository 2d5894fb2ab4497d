import { readFile } from 'node:fs/promises'
import { loadConfig } from '../../config/load-config.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { fileFindings, keyFindings, ledgerFindings, storeFinding } from '../doctor/config-findings.ts'
import { type Finding, fine, note, problem } from '../doctor/finding.ts'
import { diskFinding, nodeFinding, optionalFindings } from '../doctor/machine-findings.ts'
import { onlineFindings } from '../doctor/online-findings.ts'
import { printReport } from '../print-report.ts'

export type DoctorOptions = { readonly config: string; readonly online?: boolean; readonly json?: string }

const MARK: { readonly [state in Finding['state']]: string } = { ok: 'ok', note: 'note', problem: 'PROBLEM' }

/** `tidegate doctor`: what a run of this config would meet on this machine. Exits 1 when something has to be mended. */
export async function doctorCommand(options: DoctorOptions): Promise<void> {
  const findings = [
    nodeFinding(process.versions.node),
    ...optionalFindings(name => import.meta.resolve(name)),
    ...(await configFindings(options)),
  ]
  const problems = findings.filter(({ state }) => state === 'problem').length
  const lines = [
    ...findings.flatMap(({ what, state, says }) => `${MARK[state].padEnd(8)} ${what}: ${says}`.split('\n')),
    problems === 0 ? 'nothing has to be mended' : `${problems} to be mended`,
  ]
  await printReport(lines, { kind: 'tidegate-doctor', problems, findings }, options.json)
  if (problems > 0) process.exitCode = 1
}

async function configFindings({ config: file, online }: DoctorOptions): Promise<readonly Finding[]> {
  try {
    const { config, warnings } = await loadConfig(file, {
      readFile: path => readFile(path),
      env: process.env,
      cwd: process.cwd(),
    })
    return [
      fine('config', `${file} is valid`),
      ...warnings.map(warning => note('config', warning)),
      ...(await fileFindings(config)),
      ...keyFindings(config, process.env),
      storeFinding(config),
      await diskFinding(config.store.path),
      ...ledgerFindings(config),
      ...(online === true ? await onlineFindings(config) : []),
    ]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [problem('config', error.message)]
  }
}
