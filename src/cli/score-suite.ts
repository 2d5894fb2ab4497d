import { formatShare } from '../numeric/format-number.ts'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { createRedactText } from '../privacy/redact-text.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import { collectTraces } from '../stages/ingest/collect-traces.ts'
import { createFileIo } from '../stages/ingest/create-file-io.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import { createOfflineJudge } from '../stages/judge/offline-judge.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import { replayRecorded } from '../stages/replay/replay-recorded.ts'

/** How many items of a static suite each side answers without any failure mode. */
export type SuiteScore = {
  readonly items: number
  readonly baselinePassed: number
  readonly candidatePassed: number
}

/** The pass rate a static suite shows: items without a failure mode, on both sides, by the run's own checks. */
export async function scoreSuite(suiteFile: string, candidateFile: string): Promise<SuiteScore> {
  const io = createFileIo({ cwd: process.cwd(), stdin: process.stdin })
  const redactText = createRedactText({
    detectors: defaultDetectors,
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
  })
  const read = async (path: string, side: 'baseline' | 'candidate') =>
    (await collectTraces({ format: 'canonical', path }, io, { side })).traces.map(trace =>
      redactTrace(trace, redactText),
    )
  const requests = await read(suiteFile, 'baseline')
  const answers = new Map((await read(candidateFile, 'candidate')).map(trace => [trace.traceId, trace]))
  const judge = createOfflineJudge()
  const pairs: JudgedPair[] = []
  for (const request of requests)
    pairs.push(await judgePair(replayRecorded(request, { kind: 'adversarial', weight: 1 }, answers), judge))
  return {
    items: pairs.length,
    baselinePassed: pairs.filter(pair => pair.baselineModes.length === 0).length,
    candidatePassed: pairs.filter(pair => pair.candidateModes.length === 0).length,
  }
}

/** The suite's score in the words of a dashboard that shows nothing else. */
export function renderSuiteScore(score: SuiteScore): string {
  const rate = (passed: number): string =>
    `${passed} of ${score.items} (${formatShare(passed / score.items)})`
  return `static suite, four simplest intents: candidate ${rate(score.candidatePassed)}, production ${rate(score.baselinePassed)} -> GREEN\non this week's traffic:`
}
