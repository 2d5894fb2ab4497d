import { workerData } from 'node:worker_threads'
import { writeTraffic } from './write-traffic.ts'

/** Apart from the run, whose memory is measured: what simulating leaves behind ends with the thread. */
const { folder, n } = workerData as { readonly folder: string; readonly n: number }
await writeTraffic(folder, n)
