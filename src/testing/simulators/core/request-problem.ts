export type ProblemKind =
  | 'invalid-request'
  | 'unauthenticated'
  | 'billing'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'rate-limit'
  | 'quota-exhausted'
  | 'server-error'
  | 'unavailable'
  | 'overloaded'
  | 'timeout'

/** An error before a vendor's dialect gave it status and shape. */
export type Problem = {
  readonly kind: ProblemKind
  readonly message: string
  /** The vendor's own code, where it has one. */
  readonly code?: string | undefined
  /** The request field at fault. */
  readonly param?: string | undefined
  /** As a `retry-after` header has it: seconds, a date, or garbage. */
  readonly retryAfter?: string | undefined
}

/** Thrown inside a handler: the simulated vendor rejects the request and charges nothing. */
export class RequestProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}
