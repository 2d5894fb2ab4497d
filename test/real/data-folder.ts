import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder of recorded data these tests need. @throws when it is absent: these tests never skip. */
export function dataFolder(): string {
  const folder = resolve(process.env.TIDEGATE_DATA ?? '../shared/data')
  if (!existsSync(resolve(folder, 'traces'))) {
    throw new Error(
      `Expected recorded data in ${folder} (set TIDEGATE_DATA to the folder that holds traces/), found none`,
    )
  }
  return folder
}
