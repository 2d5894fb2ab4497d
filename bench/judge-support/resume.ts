import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { startJudgeRun, startSimulatorProcess } from './child.ts'
import { STEADY } from './simulated-judge.ts'
import type { Load } from './throughput.ts'

const VOTES_PER_PAIR = 3
/** Parts of the votes after which a run is killed. */
const KILLED_AFTER: readonly number[] = [0.25, 0.5, 0.75]
const LOOK_EVERY_MS = 20

/**
 * A run that is killed three times and started again each time, against one simulator that keeps the bill. What was under
 * way at a kill is what the ledger on the disk says was reserved and not ended.
 */
export async function measureResume(folder: string, { votes, inFlight, latencyMs }: Load) {
  await using simulator = await startSimulatorProcess({ latencyMs, quality: STEADY, seed: 'resume' })
  const spec = {
    folder: join(folder, 'resume'),
    baseUrl: simulator.baseUrl,
    inFlight,
    votes: 'all',
    pairs: Math.round(votes / VOTES_PER_PAIR),
    work: 'judge',
  } as const
  const undisturbed = spec.pairs * VOTES_PER_PAIR
  const kills: { readonly killedAtCall: number; readonly underWay: number }[] = []
  for (const part of KILLED_AFTER) {
    const run = startJudgeRun(spec)
    // In a run that ended by itself nothing is under way: it counts as a kill that cost nothing.
    while ((await simulator.bill()).calls < part * undisturbed) await wait(LOOK_EVERY_MS)
    await run.kill()
    const underWay = openReservations(join(spec.folder, 'spend.db'))
    // Calls that had left but not yet arrived are still on their way to the bill.
    await wait(2 * latencyMs)
    kills.push({ killedAtCall: (await simulator.bill()).calls, underWay })
  }
  const last = await startJudgeRun(spec).result
  const bill = await simulator.bill()
  const underWay = kills.reduce((sum, kill) => sum + kill.underWay, 0)
  return {
    undisturbedCalls: undisturbed,
    billedCalls: bill.calls,
    paidTwice: bill.calls - undisturbed,
    underWayAtKills: underWay,
    isWithinBound: bill.calls <= undisturbed + underWay,
    foundInTheLastRun: last.cached,
    unusable: last.unusable,
    ...(await ledgerAgainst(join(spec.folder, 'spend.db'), bill.picoUsd)),
    kills,
  }
}

function openReservations(path: string): number {
  return counted(path, "SELECT count(*) AS n FROM reservation WHERE state = 'reserved'")
}

async function ledgerAgainst(path: string, billed: number) {
  const settled = counted(path, 'SELECT sum(settled) AS n FROM spend_hour')
  const uncertain = counted(path, 'SELECT sum(uncertain) AS n FROM spend_hour')
  return {
    settledUsd: settled / 1e12,
    billedUsd: billed / 1e12,
    settledAndUncertainUsd: (settled + uncertain) / 1e12,
    isBillWithinLedger: settled <= billed && billed <= settled + uncertain,
  }
}

function counted(path: string, sql: string): number {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return Number(database.prepare(sql).get()?.n ?? 0)
  } finally {
    database.close()
  }
}
