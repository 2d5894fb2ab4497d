/** Compiles the WebAssembly kernel next to its sources. The same sources give the same bytes: a test compares them. */
import { compileKernel } from './compile-kernel.ts'

const target = 'src/stages/stratify/kernel/kernel.wasm'
const bytes = await compileKernel(target)
console.log(`wrote ${target}, ${bytes} bytes`)
