import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { writeCalibrations } from './write-calibrations.ts'
import { runWeek, writeShop } from './write-week.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the config and store of two simulated weeks; tests copy it. */
    week: string
  }
}

/** Runs two simulated weeks once for all browser tests. @throws when the page was not built. */
export function setup(project: TestProject): () => void {
  if (!existsSync(join(import.meta.dirname, '../../dist/ui/index.html')))
    throw new Error('Expected the built page in dist/ui, found none: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-week-'))
  writeShop(folder)
  runWeek(folder, { age: 1, candidate: 'healthy' })
  runWeek(folder, { age: 0, candidate: 'truncating' })
  writeCalibrations(folder)
  project.provide('week', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
