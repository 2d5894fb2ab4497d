/** Compiles the WebAssembly kernel next to its sources. The same sources give the same bytes: a test compares them. */
import { compileKernel, KERNEL_MODULES } from './compile-kernel.ts'

for (const { entry, target } of KERNEL_MODULES) {
  const bytes = await compileKernel(entry, target)
  console.log(`wrote ${target}, ${bytes} bytes`)
}
