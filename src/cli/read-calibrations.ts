import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StoreError } from '../errors/store-error.ts'
import type { Calibration } from '../records/calibration.ts'
import {
  mergeCalibrations,
  parseCalibrations,
  renderCalibrations,
} from '../stages/calibrate/parse-calibrations.ts'
import { writeOutput } from './write-output.ts'

const CALIBRATION_FILE = 'calibrations.json'

/** The file of calibrations, in the folder of the store. */
export function calibrationFileOf(storePath: string): string {
  return join(dirname(storePath), CALIBRATION_FILE)
}

/**
 * The calibrations of a file; none when there is no file.
 *
 * @throws {StoreError} when the file is there and holds something else.
 */
export async function readCalibrations(path: string): Promise<readonly Calibration[]> {
  let json: string
  try {
    json = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw new StoreError(`Expected calibrations in ${path}, found something that cannot be read`, {
      location: path,
      cause,
    })
  }
  return parseCalibrations(json, path)
}

/** Puts calibrations into the file in one move, beside older ones of the same judges. */
export async function keepCalibrations(path: string, added: readonly Calibration[]): Promise<void> {
  await writeOutput(path, renderCalibrations(mergeCalibrations(await readCalibrations(path), added)))
}
