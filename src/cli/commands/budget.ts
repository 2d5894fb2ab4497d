import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { createSqliteLedger } from '../../store/spend/create-sqlite-ledger.ts'
import { budgetLedgerOptions } from '../budget-ledger.ts'
import { readConfig } from '../read-config.ts'
import { renderBudget, renderBudgetJson } from '../render-budget.ts'
import { sleep } from '../sleep.ts'
import { writeOutput } from '../write-output.ts'

export type BudgetOptions = {
  readonly config: string
  readonly json?: string
  readonly unfreeze?: boolean
}

/** `tidegate budget`: what this window's money went to and what is left. Exits 0. */
export async function budgetCommand(options: BudgetOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const ledger = createSqliteLedger({
    ...budgetLedgerOptions(config),
    runId: undefined,
    nowMs: Date.now,
    sleep,
    onWarning: warning => process.stderr.write(`warning: ${escapeTerminal(warning)}\n`),
  })
  try {
    if (options.unfreeze === true) ledger.unfreeze()
    const summary = ledger.summary()
    const report = renderBudget(summary).split('\n').map(escapeTerminal).join('\n')
    if (options.json === '-') {
      process.stdout.write(renderBudgetJson(summary))
      process.stderr.write(report)
    } else {
      if (options.json !== undefined) await writeOutput(options.json, renderBudgetJson(summary))
      process.stdout.write(report)
    }
  } finally {
    ledger.close()
  }
}
