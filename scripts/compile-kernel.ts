import { stat } from 'node:fs/promises'
import { compileAssembly } from './compile-assembly.ts'

/** The modules of the kernel: what each is compiled from, and where it is kept. */
export const KERNEL_MODULES = [
  {
    entry: 'src/stages/stratify/kernel/assembly/kernel.ts',
    target: 'src/stages/stratify/kernel/kernel.wasm',
  },
  {
    entry: 'src/stages/stratify/kernel/blocks/assembly/blocks.ts',
    target: 'src/stages/stratify/kernel/blocks/blocks.wasm',
  },
] as const

/**
 * Compiles a module of the kernel to `target` and returns its size in bytes. Run from the root of the repository.
 *
 * Memory is handed in and shared, so that several threads work on one copy of the points.
 */
export async function compileKernel(entry: string, target: string): Promise<number> {
  await compileAssembly(entry, target, [
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
