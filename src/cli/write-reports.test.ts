import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { captureOutput } from './commands/__fixtures__/capture-output.ts'
import { writeReports } from './write-reports.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-reports-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const never = (): string => {
  throw new Error('rendered a report that nobody asked for')
}

it('gives standard output to people when every report has a file', async () => {
  const output = captureOutput()
  await writeReports(
    [
      [join(folder, 'a.json'), () => '{}'],
      [undefined, never],
    ],
    'PASS\n',
  )
  expect(output).toEqual({ printed: 'PASS\n', warned: '' })
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('{}')
})

it('leaves standard output to a report that is written there, and makes no file of that name', async () => {
  const output = captureOutput()
  const before = await readdir('.')
  await writeReports([['-', () => '{}']], 'PASS\n')
  expect(output).toEqual({ printed: '{}', warned: 'PASS\n' })
  expect(await readdir('.')).toEqual(before)
})
