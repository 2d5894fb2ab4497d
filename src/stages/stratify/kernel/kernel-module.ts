import { readFileSync } from 'node:fs'
import { packagePath } from '../../../models/package-path.ts'

/** What `assembly/kernel.ts` exports. Addresses and lengths in bytes of the shared memory unless a name says positions. */
export type KernelExports = {
  readonly setView: (
    rowAddresses: number,
    scales: number,
    lowNorms: number,
    slacks: number,
    labels: number,
    rowBytes: number,
    tileOut: number,
  ) => void
  readonly setLists: (listLength: number, keys: number, others: number, worst: number) => void
  readonly clearLists: (positions: number, isInt16: boolean) => void
  readonly nearestInt16: (iStart: number, iEnd: number, jStart: number, jEnd: number) => void
  readonly nearestFloat64: (iStart: number, iEnd: number, jStart: number, jEnd: number) => void
  readonly amongInt16: (iStart: number, iEnd: number, jStart: number, jEnd: number) => void
  readonly setWithin: (
    scratch: number,
    gaps: number,
    floors: number,
    knowns: number,
    ids: number,
    farRow: number,
    pairs: number,
  ) => void
  readonly clearPairs: () => void
  readonly countPairs: () => number
  readonly gatherBlocks: (
    pStart: number,
    pEnd: number,
    qStart: number,
    qEnd: number,
    between: number,
  ) => number
  readonly gatherRanges: (pStart: number, pEnd: number, qStart: number, qEnd: number) => number
  readonly emitInt16: () => void
  readonly emitFloat64: () => void
}

/** The compiled kernel: a few kilobytes, so reading and compiling take a few milliseconds. */
export function loadKernelModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(packagePath('stages/stratify/kernel/kernel.wasm')))
}

/** The kernel working on `memory`. One instance per thread: each has its own registers, all see the same points. */
export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as KernelExports
}
