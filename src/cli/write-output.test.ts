import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeOutput } from './write-output.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-output-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('follows no link that somebody put where the unfinished file goes, nor one in place of the file', async () => {
  const victim = join(folder, 'victim')
  await writeFile(victim, 'precious')
  const target = join(folder, 'report.html')
  await symlink(victim, target)
  await symlink(victim, `${target}.${process.pid}.tmp`)
  await writeOutput(target, 'report')
  expect(await readFile(victim, 'utf8')).toBe('precious')
  expect(await readFile(target, 'utf8')).toBe('report')
  expect((await readdir(folder)).sort()).toEqual(['report.html', 'victim'])
})
