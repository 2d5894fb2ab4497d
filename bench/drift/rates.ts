import type { DriftReport, ShareCounts } from '../../src/records/drift.ts'
import { compareShares } from '../../src/stages/drift/compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from '../../src/stages/drift/drift-policy.ts'

/** A reference week and weeks that follow it, as counted by whatever assigns traces to strata. */
export type WeekSource = { readonly reference: ShareCounts; readonly next: () => ShareCounts }

export type Rates = {
  /** Shares of the weeks with an alert, with one that pages, and with one if sessions were ignored. */
  readonly alerts: number
  readonly pages: number
  readonly alertsIgnoringSessions: number
  /** By the article's rule: any share changed by more than 15%. */
  readonly naive: number
  /** Stability index above .1 anywhere in the mix. */
  readonly stabilityIndex: number
}

/** How often each rule alerts over `weeks` weeks, `weeksPerReference` of them compared with the same reference week. */
export async function ratesOf(
  create: () => WeekSource | Promise<WeekSource>,
  weeks: number,
  weeksPerReference = 1,
): Promise<Rates> {
  const tally = { alerts: 0, pages: 0, alertsIgnoringSessions: 0, naive: 0, stabilityIndex: 0 }
  let source = await create()
  for (let week = 0; week < weeks; week += 1) {
    if (week > 0 && week % weeksPerReference === 0) source = await create()
    const { reference } = source
    const current = source.next()
    const report = compareShares(reference, current, DEFAULT_DRIFT_POLICY)
    const ignoring = compareShares({ ...reference, days: [] }, current, DEFAULT_DRIFT_POLICY)
    tally.alerts += Number(report.level !== 'none')
    tally.pages += Number(report.level === 'page')
    tally.alertsIgnoringSessions += Number(ignoring.level !== 'none')
    tally.naive += Number(hasLargeChange(report))
    tally.stabilityIndex += Number((report.descriptions.populationStabilityIndex.value ?? 1) > 0.1)
  }
  return {
    alerts: tally.alerts / weeks,
    pages: tally.pages / weeks,
    alertsIgnoringSessions: tally.alertsIgnoringSessions / weeks,
    naive: tally.naive / weeks,
    stabilityIndex: tally.stabilityIndex / weeks,
  }
}

function hasLargeChange({ shares }: DriftReport): boolean {
  return shares.some(({ ratio }) => ratio === null || Math.abs(ratio - 1) > DEFAULT_DRIFT_POLICY.threshold)
}
