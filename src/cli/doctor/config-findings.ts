import { existsSync } from 'node:fs'
import { candidateConfigs } from '../../config/candidate-configs.ts'
import type { Config, TraceFilesConfig } from '../../config/config.ts'
import { namedModels } from '../../config/named-models.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import { createFileIo } from '../../stages/ingest/create-file-io.ts'
import { damageOf } from '../../store/sqlite/damage-of.ts'
import { openLedger } from '../open-ledger.ts'
import { openStore } from '../open-store.ts'
import { type Finding, fine, note, problem } from './finding.ts'

/** The configs that would be run: one, or one for each of several candidates. */
export function configsOf(config: Config): readonly Config[] {
  const several = candidateConfigs(config)
  return several.length === 0 ? [config] : several.map(each => each.config)
}

/** Whether the key of every model the config names is there; of a key nothing but its name is said. */
export function keyFindings(config: Config, env: NodeJS.ProcessEnv): readonly Finding[] {
  const models = new Map(
    configsOf(config)
      .flatMap(namedModels)
      .map(named => [named.model, named]),
  )
  return [...models.values()].map(({ model, variable }) => {
    if (variable === undefined) return fine(`key for ${model}`, 'its server wants none')
    if ((env[variable] ?? '').trim() !== '') return fine(`key for ${model}`, `${variable} is set`)
    return config.models.offline
      ? note(`key for ${model}`, `${variable} is not set; the run is offline and replaces the model`)
      : problem(`key for ${model}`, `${variable} is not set`)
  })
}

/** Whether the files of both sides are there. */
export async function fileFindings(config: Config): Promise<readonly Finding[]> {
  const sides: readonly (readonly [what: string, files: TraceFilesConfig | undefined])[] = [
    ['source', config.source],
    ...Object.entries(config.candidates ?? { '': config.candidate }).map(
      ([name, side]) =>
        [
          name === '' ? 'candidate' : `candidate ${name}`,
          side?.kind === 'recorded' ? side.recorded : undefined,
        ] as const,
    ),
  ]
  const io = createFileIo({
    cwd: process.cwd(),
    stdin: process.stdin,
    readTable: () => {
      throw new TypeError('nothing is read here')
    },
  })
  const findings: Finding[] = []
  for (const [what, files] of sides) {
    const paths = (files?.path ?? []).filter(path => path.startsWith('/') || /^[A-Za-z]:/.test(path))
    for (const path of paths) {
      const found = await io.listFiles(path).catch(() => [])
      findings.push(
        found.length === 0
          ? problem(what, `no file at ${path}`)
          : fine(what, `${formatQuantity(found.length, 'file')} at ${path}`),
      )
    }
  }
  if (config.source === undefined) findings.push(note('source', 'the config names none'))
  return findings
}

/** Whether the store is whole and its runs can be read. It is not made where there is none. */
export function storeFinding(config: Config): Finding {
  const { path } = config.store
  if (!existsSync(path)) return note('store', `none yet at ${path}: the first run makes it`)
  try {
    const store = openStore(path)
    try {
      const damage = damageOf(path)
      if (damage !== undefined)
        return problem('store', `${path} is damaged: ${damage}; put a copy of before in its place`)
      return fine('store', `${formatQuantity(store.runStates().length, 'run')} in ${path}`)
    } finally {
      store.close()
    }
  } catch (error) {
    return problem('store', error instanceof Error ? error.message : String(error))
  }
}

/** Whether the adversarial set is as it was left; nothing where the config names none. */
export function ledgerFindings(config: Config): readonly Finding[] {
  if (config.adversarial.source === undefined) return []
  try {
    const check = openLedger(config).ledger.verify()
    switch (check.kind) {
      case 'absent':
        return [note('adversarial set', 'none yet: the first failure makes it')]
      case 'plain':
        return [note('adversarial set', 'a plain file: `tidegate adversarial import` makes it a chained one')]
      case 'intact':
        return [fine('adversarial set', `${formatQuantity(check.entries, 'trace')}, intact`)]
      case 'broken':
        return [problem('adversarial set', 'broken: `tidegate adversarial verify` says where')]
    }
  } catch (error) {
    return [problem('adversarial set', error instanceof Error ? error.message : String(error))]
  }
}
