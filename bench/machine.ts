import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** Plain data; arrays of objects are printed as tables. */
export type BenchResult = { readonly [key: string]: unknown }

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  /** Of the last minute, before the benchmark: above half a core it disturbs the figures. */
  readonly load: number
  readonly date: string
}

/** What a figure must never be quoted without. */
export function machineOf(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    date: new Date().toISOString().slice(0, 10),
  }
}

/** Median of an odd or even number of values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** Seconds on the wall and on all cores since it was made. */
export function createClock(): () => { readonly seconds: number; readonly cpuSeconds: number } {
  const start = performance.now()
  const cpu = process.cpuUsage()
  return () => {
    const used = process.cpuUsage(cpu)
    return { seconds: (performance.now() - start) / 1e3, cpuSeconds: (used.user + used.system) / 1e6 }
  }
}
