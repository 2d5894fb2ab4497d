import { stat } from 'node:fs/promises'
import { compileAssembly } from './compile-assembly.ts'

const ENTRY = 'src/stages/stratify/kernel/assembly/kernel.ts'

/**
 * Compiles the kernel to `target` and returns its size in bytes. Run from the root of the repository.
 *
 * Memory is handed in and shared, so that several threads work on one copy of the points.
 */
export async function compileKernel(target: string): Promise<number> {
  await compileAssembly(ENTRY, target, [
    '--noAssert',
    '--enable',
    'simd,threads,bulk-memory',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
  ])
  return (await stat(target)).size
}
