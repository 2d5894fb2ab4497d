import { stat } from 'node:fs/promises'
import asc from 'assemblyscript/asc'

const ENTRY = 'src/stages/stratify/kernel/assembly/kernel.ts'

/**
 * Compiles the kernel to `target` and returns its size in bytes. Run from the root of the repository.
 *
 * Memory is handed in and shared, so that several threads work on one copy of the points.
 */
export async function compileKernel(target: string): Promise<number> {
  const { error, stderr } = await asc.main([
    ENTRY,
    '--outFile',
    target,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd,threads,bulk-memory',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
  ])
  if (error) throw new Error(`The kernel does not compile: ${stderr.toString()}`, { cause: error })
  return (await stat(target)).size
}
