import { readFileSync } from 'node:fs'
import { packagePath } from '../../../../models/package-path.ts'

/** What `assembly/blocks.ts` exports. Addresses and steps in bytes of the shared memory. */
export type BlockExports = {
  readonly setMatrix: (offsets: number, indices: number, values: number) => void
  readonly step: (
    source: number,
    target: number,
    start: number,
    end: number,
    times: number,
    shift: number,
    minus: number,
  ) => void
  readonly image: (source: number, target: number, start: number, end: number) => void
  readonly addProducts: (
    left: number,
    right: number,
    start: number,
    end: number,
    sums: number,
    sumsStep: number,
  ) => void
  readonly turnRows: (
    block: number,
    panelStep: number,
    start: number,
    end: number,
    factor: number,
    width: number,
    panels: number,
    isUpperTriangular: boolean,
    scratch: number,
  ) => void
}

/** The compiled module: some kilobytes, read and compiled in a few milliseconds. */
export function loadBlockModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(packagePath('stages/stratify/kernel/blocks/blocks.wasm')))
}

/** The module working on `memory`. One instance per thread. */
export function instantiateBlocks(module: WebAssembly.Module, memory: WebAssembly.Memory): BlockExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as BlockExports
}
