import { createRng } from '../../src/numeric/random.ts'
import { drawWeek, INCIDENT_SHARES, shiftedShares } from '../../src/testing/draw-week.ts'
import { ratesOf } from './rates.ts'

const SIZES = [2000, 10_000, 50_000]
const SESSIONS = [1, 2]
/** Stratum and growth: 1.35% x 1.5, 6.3% x 1.3, 23.4% x 1.2. */
const SHIFTS = [
  { index: 10, factor: 1.5 },
  { index: 5, factor: 1.3 },
  { index: 0, factor: 1.2 },
] as const

/** The table of the statistics note, section 5: false alarms of quiet weeks and power, K = 12. */
export async function powerTable(weeks: number) {
  const rows = []
  for (const sessionSize of SESSIONS) {
    for (const size of SIZES) rows.push(await powerRow(size, sessionSize, weeks))
  }
  return rows
}

async function powerRow(size: number, sessionSize: number, weeks: number) {
  const rng = createRng(`power ${size} ${sessionSize}`)
  const rates = (after: readonly number[]) =>
    ratesOf(
      () => ({
        reference: drawWeek(INCIDENT_SHARES, size, sessionSize, rng),
        next: () => drawWeek(after, size, sessionSize, rng),
      }),
      weeks,
    )
  const quiet = await rates(INCIDENT_SHARES)
  const shifted = []
  for (const { index, factor } of SHIFTS)
    shifted.push(await rates(shiftedShares(INCIDENT_SHARES, index, factor)))
  return {
    size,
    overdispersion: sessionSize,
    naive: quiet.naive,
    falseAlarms: quiet.alerts,
    falseAlarmsIgnoringSessions: quiet.alertsIgnoringSessions,
    pages: quiet.pages,
    small135By1_5: shifted[0]?.alerts,
    middle630By1_3: shifted[1]?.alerts,
    large2340By1_2: shifted[2]?.alerts,
    stabilityIndexAbove01: Math.max(...shifted.map(({ stabilityIndex }) => stabilityIndex)),
  }
}
