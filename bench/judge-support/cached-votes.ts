import { join } from 'node:path'
import { startJudgeRun } from './child.ts'
import { round } from './throughput.ts'

const VOTES_PER_PAIR = 3
/** Nobody listens there: a vote that is not found would be a vote nobody can cast. */
const NOWHERE = 'http://127.0.0.1:9'

/** Votes that are all in the store, judged again in a new process. */
export async function measureCachedVotes(
  folder: string,
  { votes, inFlight }: { votes: number; inFlight: number },
) {
  const spec = {
    folder: join(folder, 'cached'),
    baseUrl: NOWHERE,
    inFlight,
    votes: 'all',
    pairs: Math.ceil(votes / VOTES_PER_PAIR),
  } as const
  const filled = await startJudgeRun({ ...spec, work: 'fill' }).result
  const again = await startJudgeRun({ ...spec, work: 'judge' }).result
  return {
    votes: again.votes,
    cached: again.cached,
    seconds: round(again.seconds, 2),
    cpuSeconds: round(again.cpuSeconds, 2),
    usPerVote: Math.round((again.seconds * 1e6) / again.votes),
    peakRssMb: again.peakRssMb,
    fillSeconds: round(filled.seconds, 2),
  }
}
