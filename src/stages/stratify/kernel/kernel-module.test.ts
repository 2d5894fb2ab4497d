import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileKernel } from '../../../../scripts/compile-kernel.ts'
import { packagePath } from '../../../models/package-path.ts'

describe('kernel.wasm', () => {
  it('is what its sources compile to, byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kernel-'))
    try {
      const target = join(folder, 'kernel.wasm')
      await compileKernel(target)
      const committed = await readFile(packagePath('stages/stratify/kernel/kernel.wasm'))
      expect((await readFile(target)).equals(committed)).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
