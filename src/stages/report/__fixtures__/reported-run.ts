import { parseReportedRun, type ReportedRun } from '../reported-run.ts'

const gate = {
  verdict: 'PASS',
  estimate: 0.001,
  interval: [-0.004, 0.006],
  n: 100,
  reason: 'no drop',
} as const

/** A run that held a release back for a failure mode and a slice. */
export const HELD_RUN: ReportedRun = parseReportedRun(
  JSON.stringify({
    kind: 'tidegate-result',
    schemaVersion: 1,
    runId: 'run-0123456789ab',
    outcome: 'FAIL',
    exitCode: 1,
    reasons: ['truncated-tool-call grew from 1 to 31 of 100 pairs', 'The slice checkout got worse.'],
    gates: {
      global: {
        ...gate,
        verdict: 'INCONCLUSIVE',
        endpoints: [],
        smallestDetectableDifference: 0.02,
        pairsToResolve: 4000,
      },
      outcome: {
        ...gate,
        verdict: 'not-evaluated',
        estimate: null,
        interval: null,
        n: 0,
        paired: { won: 0, lost: 0, tied: 0, pValue: null, pValueWorse: null },
        improved: [],
        regressed: [],
      },
      adversarial: { ...gate, estimate: 0.9, interval: [0.87, 0.93] },
      slices: {
        ...gate,
        findings: [
          {
            family: 'cluster',
            name: 'checkout',
            n: 40,
            won: 1,
            lost: 12,
            estimate: -0.275,
            interval: [-0.4, -0.1],
            adjustedPValue: 0.01,
            isRegression: true,
          },
        ],
      },
      modes: {
        ...gate,
        verdict: 'FAIL',
        findings: [
          {
            mode: 'truncated-tool-call',
            baseline: 1,
            candidate: 31,
            n: 100,
            estimate: 0.3,
            interval: [0.219, 0.369],
            adjustedPValue: 0.00001,
            finding: 'regression',
            where: ['multi-step'],
          },
        ],
      },
    },
    sample: { population: 5200, size: 2000, seed: '1', allocation: 'sqrt' },
    cost: { picoUsd: 420_000_000_000 },
    manifest: {
      tidegateVersion: '0.1.0',
      configHash: 'c'.repeat(64),
      embeddingModel: 'local',
      judge: 'claude-sonnet-4-6',
      isJudgeLanguageModel: true,
      substitutions: [],
      window: { startMs: Date.UTC(2026, 10, 8), endMs: Date.UTC(2026, 10, 15) },
    },
    timing: { stages: [{ stage: 'judge', durationMs: 1500 }] },
  }),
)

/** The same with another text wherever a label, an id or a sentence of the traffic is shown. */
export function runSaying(text: string): ReportedRun {
  const { gates } = HELD_RUN
  const [slice] = gates.slices.findings
  const [mode] = gates.modes.findings
  if (slice === undefined || mode === undefined) throw new Error('the fixture has findings')
  return {
    ...HELD_RUN,
    reasons: [text, text],
    flagAttribution: [
      {
        subject: 'losses',
        flag: text,
        state: text,
        pairs: 10,
        won: 0,
        lost: 9,
        elsewhere: { pairs: 30, won: 1, lost: 3 },
        adjustedPValue: 0.01,
        finding: 'carrier',
      },
    ],
    drift: { reasons: [text] },
    gates: {
      ...gates,
      global: { ...gates.global, reason: text },
      outcome: {
        ...gates.outcome,
        verdict: 'FAIL',
        reason: text,
        n: 2,
        paired: { won: 1, lost: 1, tied: 0, pValue: 1, pValueWorse: 0.75 },
        regressed: [text],
        improved: [text],
      },
      slices: { ...gates.slices, verdict: 'FAIL', findings: [{ ...slice, name: text, family: text }] },
      modes: { ...gates.modes, findings: [{ ...mode, where: [text] }] },
    },
    manifest: { ...HELD_RUN.manifest, judge: text, embeddingModel: text, substitutions: [text] },
  }
}
