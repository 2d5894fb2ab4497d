import { expect } from 'vitest'
import { type GateExpectation, matchGate } from './gate-matcher.ts'

// `import 'tidegate/vitest'` in a setup file or a test makes `expect(run).toPassGate()` known.
declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Passes when the run does; the message names the gates that did not. */
    toPassGate(expectation?: GateExpectation): R
  }
}

expect.extend({ toPassGate: matchGate })

export type { GateExpectation } from './gate-matcher.ts'
