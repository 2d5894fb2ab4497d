import type { Brand } from './brand.ts'

/** Identifies one production request, as its source named it. Never redacted (product definition 22). */
export type TraceId = Brand<string, 'TraceId'>

/** Identifies a stratum; the noise stratum is always `noise`. */
export type StratumId = Brand<string, 'StratumId'>

/** Identifies one evaluation run in the store. */
export type RunId = Brand<string, 'RunId'>
