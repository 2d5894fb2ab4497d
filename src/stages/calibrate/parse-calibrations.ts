import { z } from 'zod'
import { StoreError } from '../../errors/store-error.ts'
import type { Calibration } from '../../records/calibration.ts'

const count = z.int().min(0)
const text = z.string().min(1)
const number = z.number().nullable()
const interval = z.tuple([z.number(), z.number()]).nullable()
const share = z.strictObject({ count, of: count, rate: number, interval })
const value = z.strictObject({ value: number, interval })
const row = z.array(count).length(3)
const agreement = z.strictObject({
  confusion: z.array(row).length(3),
  kappa: value,
  weightedKappa: value,
  ac1: value,
  pabak: number,
  alpha: number,
})
const figures = z.strictObject({
  items: count,
  answered: count,
  votes: z.strictObject({ usable: count, unreadable: count, missing: count }),
  accuracy: share,
  accuracyOfUsable: share,
  agreement,
  flips: share,
  halfReadable: count,
  agreed: share,
  firstPosition: share,
  length: z.strictObject({ votes: count, judge: number, people: number, bias: value }),
  verdicts: z.strictObject({ accuracy: share, agreement, unresolved: count }).nullable(),
})
const controlCount = z.strictObject({
  asked: count,
  unanswered: count,
  counted: count,
  rate: number,
  bound: number,
})
const controls = z.strictObject({
  judge: text,
  attacked: controlCount,
  plain: controlCount,
  attacks: z.array(z.strictObject({ attack: text, answered: count, succeeded: count })),
  limits: z.strictObject({ maxAttackSuccess: z.number(), minAccuracy: z.number() }),
  verdict: z.enum(['valid', 'invalid']),
  reasons: z.array(z.string()),
  costPicoUsd: count.optional(),
})
const calibration = z.strictObject({
  identity: z.strictObject({ judge: text, rubricHash: text.nullable(), settings: text.nullable() }),
  calibratedAtMs: count,
  seed: z.string(),
  labelsHash: text,
  overall: figures,
  slices: z.array(z.strictObject({ slice: z.string(), figures })),
  controls: controls.nullable(),
  tokens: z.strictObject({ meanInput: z.number().min(0), p95Output: z.number().min(0) }).nullable(),
  costPicoUsd: count.nullable(),
})
const fileSchema = z.strictObject({ schema: z.literal(1), calibrations: z.array(calibration) })

/**
 * The calibrations of a file that `renderCalibrations` wrote.
 *
 * @param location - name for messages.
 * @throws {StoreError} naming the first thing that is wrong: a judge is never eligible by half a file.
 */
export function parseCalibrations(json: string, location: string): readonly Calibration[] {
  const parsed = fileSchema.safeParse(parseText(json, location))
  if (parsed.success) return parsed.data.calibrations.map(toCalibration)
  const issue = parsed.error.issues[0]
  throw unreadable(location, `${issue?.message ?? 'something else'} at ${issue?.path.join('.') ?? 'the top'}`)
}

/** The file's text. */
export function renderCalibrations(calibrations: readonly Calibration[]): string {
  return `${JSON.stringify({ schema: 1, calibrations }, null, 2)}\n`
}

/** Of one judge under one rubric and settings, so that its drift over quarters can be seen. */
const MOST_KEPT = 24

/** `before` and `added`, by judge, rubric and settings and newest first; of each the newest two dozen. */
export function mergeCalibrations(
  before: readonly Calibration[],
  added: readonly Calibration[],
): readonly Calibration[] {
  return [...grouped([...before, ...added])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, series]) => series.slice(0, MOST_KEPT))
}

/** What is known of each judge under each rubric and settings now: its newest calibration. */
export function currentCalibrations(kept: readonly Calibration[]): readonly Calibration[] {
  return [...grouped(kept).values()].flatMap(series => series.slice(0, 1))
}

/** Calibrations by identity, newest first. */
function grouped(calibrations: readonly Calibration[]): ReadonlyMap<string, readonly Calibration[]> {
  const newestFirst = calibrations.toSorted((a, b) => b.calibratedAtMs - a.calibratedAtMs)
  return Map.groupBy(newestFirst, nameOf)
}

function nameOf({ identity: { judge, rubricHash, settings } }: Calibration): string {
  return JSON.stringify([judge, rubricHash, settings])
}

function toCalibration(parsed: z.output<typeof calibration>): Calibration {
  if (parsed.controls === null) return { ...parsed, controls: null }
  return { ...parsed, controls: { ...parsed.controls, costPicoUsd: parsed.controls.costPicoUsd } }
}

function parseText(json: string, location: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw unreadable(location, 'text that is no JSON')
  }
}

function unreadable(location: string, found: string): StoreError {
  return new StoreError(`Expected calibrations in ${location}, found ${found}`, {
    location,
    hint: 'Move the file away and calibrate again with `tidegate calibrate`',
  })
}
