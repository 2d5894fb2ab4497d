// A process of `processes.test.ts`: calls one model through the production stack, so many calls at a time, until the
// budget refuses or it is killed. Arguments: base URL, ledger file, calls at a time.
import { BudgetError } from '../../../src/errors/budget-error.ts'
import { ProviderError } from '../../../src/errors/provider-error.ts'
import { createGuardedFetch } from '../../../src/models/egress/guarded-fetch.ts'
import { meteredModel } from '../../../src/models/metered-model.ts'
import { createGate } from '../../../src/models/pacing/create-gate.ts'
import { pacedModel } from '../../../src/models/pacing/paced-model.ts'
import { createRetryBudget } from '../../../src/models/pacing/retry-budget.ts'
import { shippedPrices } from '../../../src/models/prices/shipped-prices.ts'
import { retryingModel } from '../../../src/models/retrying-model.ts'
import { createSdkLanguageModel } from '../../../src/models/sdk/create-sdk-language-model.ts'
import { createSqliteLedger } from '../../../src/store/spend/create-sqlite-ledger.ts'
import { createRealClock } from '../../../src/testing/index.ts'
import { MODELS } from './vendors.ts'

const [baseUrl = '', path = '', inFlight = '', capPicoUsd = ''] = process.argv.slice(2)
const { nowMs, sleep } = createRealClock(Date.now)
const ledger = createSqliteLedger({
  path,
  scope: 'default',
  capPicoUsd: Number(capPicoUsd),
  window: 'calendar',
  runId: undefined,
  host: 'h',
  pid: process.pid,
  isAlive,
  nowMs,
  sleep,
  onWarning: () => undefined,
})
const model = createSdkLanguageModel({
  provider: 'openai',
  model: MODELS.openai,
  apiKey: 'sk-right',
  baseUrl,
  fetch: createGuardedFetch({ provider: 'openai', baseUrl }),
  nowMs,
})
const metered = meteredModel(model, { ledger, prices: shippedPrices(), nowMs, onWarning: () => undefined })
const paced = pacedModel(
  metered,
  createGate(metered.provider, { most: Number(inFlight), nowMs, sleep, random: () => 0.5 }),
)
const live = retryingModel(paced, { sleep, budget: createRetryBudget() })

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function lane(number: number): Promise<void> {
  for (let call = 0; ; call++) {
    try {
      await live.generate({
        purpose: 'candidate',
        system: undefined,
        messages: [{ role: 'user', text: `process ${process.pid} lane ${number} call ${call}` }],
        maxOutputTokens: 128,
      })
    } catch (error) {
      if (error instanceof BudgetError) return
      if (!(error instanceof ProviderError) || error.endsRun) throw error
    }
  }
}

process.stdout.write('ready')
await new Promise(resolve => process.stdin.once('end', resolve).resume())
await Promise.all(Array.from({ length: Number(inFlight) }, (_, number) => lane(number)))
ledger.close()
