import { applyOverrides } from '../../config/apply-overrides.ts'
import { describePopulation } from '../../pipeline.ts'
import { renderStrataHtml } from '../../stages/report/strata-html.ts'
import { renderStrataJson } from '../../stages/report/strata-json.ts'
import { renderStrataTerminal } from '../../stages/report/strata-terminal.ts'
import { populationConfig } from '../population-config.ts'
import { readConfig } from '../read-config.ts'
import { withDependencies } from '../with-dependencies.ts'
import { writeReports } from '../write-reports.ts'

export type StrataOptions = {
  readonly config: string
  readonly source?: string
  readonly json?: string
  readonly html?: string
  readonly asOf?: string
  readonly offline?: boolean
}

/** `tidegate strata`: what production's window asks for, as a table and the reports asked for. Exits 0. */
export async function strataCommand(options: StrataOptions): Promise<void> {
  const { config: loaded } = await readConfig(options.config)
  const { source, asOf, offline, json, html } = options
  const config = populationConfig(applyOverrides(loaded, { source, asOf, offline }, process.cwd()))
  const population = await withDependencies(config, process.env, deps =>
    describePopulation(config, deps, { withMap: html !== undefined }),
  )
  await writeReports(
    [
      [html, () => renderStrataHtml(population)],
      [json, () => renderStrataJson(population)],
    ],
    renderStrataTerminal(population, nextCommands(options)),
  )
}

function nextCommands({ config, html }: StrataOptions): readonly string[] {
  return [
    html === undefined
      ? `tidegate strata -c ${config} --html strata.html    the same with a map`
      : `open ${html}`,
    `tidegate run -c ${config}    compare a candidate on a sample of these strata`,
  ]
}
