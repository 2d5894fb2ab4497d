import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileKernel, KERNEL_MODULES } from '../../../../scripts/compile-kernel.ts'
import { packagePath } from '../../../models/package-path.ts'

describe('the compiled modules', () => {
  it.each(KERNEL_MODULES)('$target is what its sources compile to, byte for byte', async module => {
    const folder = await mkdtemp(join(tmpdir(), 'kernel-'))
    try {
      const target = join(folder, 'compiled.wasm')
      await compileKernel(module.entry, target)
      const committed = await readFile(packagePath(module.target.replace('src/', '')))
      expect((await readFile(target)).equals(committed)).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
