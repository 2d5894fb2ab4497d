import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { createSqliteLedger } from '../../store/spend/create-sqlite-ledger.ts'
import { budgetLedgerOptions } from '../budget-ledger.ts'
import { readConfig } from '../read-config.ts'
import { renderBudget, renderBudgetJson } from '../render-budget.ts'
import { sleep } from '../sleep.ts'
import { writeReports } from '../write-reports.ts'

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
    await writeReports([[options.json, () => renderBudgetJson(summary)]], report)
  } finally {
    ledger.close()
  }
}
