import { z } from 'zod'

const gate = z.object({
  verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE', 'not-evaluated']),
  reason: z.string(),
})
const decision = z.object({
  outcome: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
  reasons: z.array(z.string()),
  gates: z.record(z.string(), gate),
})

export type GateExpectation = {
  /** INCONCLUSIVE is let through; default no: nobody knows that the candidate is not worse. */
  readonly allowInconclusive?: boolean
}

export type GateMatch = { readonly pass: boolean; readonly message: () => string }

/**
 * Whether a run passes its gates, with a message that names those it does not pass.
 *
 * @param received - the result of `evaluate`, an `Evaluation`, or the object of a JSON result.
 */
export function matchGate(received: unknown, { allowInconclusive = false }: GateExpectation = {}): GateMatch {
  const parsed = decision.safeParse(decisionIn(received))
  if (!parsed.success) {
    return { pass: false, message: () => 'Expected the result of a run of Tidegate, got something else' }
  }
  const { outcome, reasons, gates } = parsed.data
  const pass = outcome === 'PASS' || (allowInconclusive && outcome === 'INCONCLUSIVE')
  const lines = Object.entries(gates).map(([name, { verdict, reason }]) => ({ name, verdict, reason }))
  const open = lines.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'INCONCLUSIVE')
  return {
    pass,
    message: () =>
      pass
        ? `Expected the run not to pass its gate, it is ${outcome}: ${reasons[0] ?? 'no reason'}`
        : [
            `Expected the run to pass its gate, it is ${outcome}: ${reasons[0] ?? 'no reason'}`,
            ...open.map(({ name, verdict, reason }) => `  ${name}: ${verdict}: ${reason}`),
          ].join('\n'),
  }
}

function decisionIn(received: unknown): unknown {
  return typeof received === 'object' && received !== null && 'decision' in received
    ? received.decision
    : received
}
