import { formatCost } from '../../numeric/format-number.ts'
import type { AlertSeverity, AlertUpdate } from '../../records/alert.ts'
import { type AlertSubject, cleared, raised } from '../../stages/alert/alerts-of.ts'
import type { SpendSummary } from '../../store/spend/spend-summary.ts'

const LEVELS: readonly { readonly share: number; readonly severity: AlertSeverity }[] = [
  { share: 0.95, severity: 'error' },
  { share: 0.8, severity: 'warning' },
  { share: 0.5, severity: 'info' },
]

/** What the window's spending raises: louder at 50, 80 and 95% of the cap, over when a new window begins. None without a cap. */
export function budgetAlerts(summary: SpendSummary, subject: AlertSubject): readonly AlertUpdate[] {
  const { capPicoUsd, settledPicoUsd, uncertainPicoUsd } = summary
  if (capPicoUsd === undefined) return []
  const spent = settledPicoUsd + uncertainPicoUsd
  const level = LEVELS.find(({ share }) => spent >= share * capPicoUsd)
  if (level === undefined) return [cleared(subject, 'budget', 'The budget has room again')]
  return [
    raised(subject, 'budget', {
      severity: level.severity,
      title: `${Math.round(level.share * 100)}% of the budget is spent`,
      lines: [`${formatCost(spent)} of ${formatCost(capPicoUsd)}: tidegate budget`],
    }),
  ]
}
