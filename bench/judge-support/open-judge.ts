import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createJudge, type JudgeInputs, type LiveJudge } from '../../src/cli/create-judge.ts'
import { type OpenModels, openModels } from '../../src/cli/open-models.ts'
import { readConfig } from '../../src/cli/read-config.ts'
import type { Config } from '../../src/config/config.ts'

export type JudgeSetting = {
  /** Store, ledger and config are there. */
  readonly folder: string
  readonly baseUrl: string
  readonly inFlight: number
  readonly votes: 'adaptive' | 'all'
}

export type OpenJudge = Pick<OpenModels, 'store' | 'redactText' | 'close'> & {
  readonly config: Config
  readonly inputs: JudgeInputs
  readonly live: LiveJudge
}

export const JUDGE_MODEL = 'claude-sonnet-4-6'

/** A folder's judge as a run opens it, asking the simulator in the place of the provider. */
export async function openJudge(setting: JudgeSetting): Promise<OpenJudge> {
  await mkdir(setting.folder, { recursive: true })
  const file = join(setting.folder, 'tidegate.yaml')
  await writeFile(file, configText(setting))
  const { config } = await readConfig(file)
  const { signal } = new AbortController()
  const env = { BENCH_API_KEY: 'key-of-the-simulator' }
  const onWarning = (warning: string): void => console.error(`warning: ${warning}`)
  const { models, journal, tokenKey, ...open } = await openModels(config, env, { signal, onWarning })
  const inputs: JudgeInputs = { ...models, journal, tokenKey, signal }
  const live = await createJudge(config, inputs)
  if (live === undefined) throw new Error('the benchmark names a judge')
  return { config, inputs, live, store: open.store, redactText: open.redactText, close: open.close }
}

/** The demo's config with a judge: the sample, the gates and the cap are those of the article's template. */
function configText({ baseUrl, inFlight, votes }: JudgeSetting): string {
  return `seed: bench-judge
source: ./production.jsonl
candidate: ./candidate.jsonl
store: { path: ./tidegate.db }
models:
  endpoints:
    simulator: { protocol: anthropic, base_url: "${baseUrl}/v1", api_key_env: BENCH_API_KEY }
judge: { votes: ${votes}, concurrency: ${inFlight} }
evaluation_pipeline:
  sampling:
    strategy: cluster_stratified
    window_days: 7
    target_size: 2000
    clustering: { algorithm: hdbscan, min_cluster_size: 30 }
  evaluation:
    freeform: { judge_model: simulator/${JUDGE_MODEL}, temperature: 0.3, runs: 3 }
    structured: { argument_judge: { model: simulator/${JUDGE_MODEL}, temperature: 0.3, runs: 3 } }
    adversarial: { source: ./adversarial.jsonl }
  regression_gates: { delta_threshold: 0.02, adversarial_floor: 0.85 }
  cost_controls: { max_weekly_budget_usd: 200 }
`
}
