import { parentPort, workerData } from 'node:worker_threads'
import type { Replication, WorkerTask } from './replicate.ts'

const { module, spec, seed, indices } = workerData as WorkerTask
const { replication } = (await import(module)) as { readonly replication: Replication<unknown, unknown> }
const results: unknown[] = []
for (const index of indices) results.push(await replication(spec, `${seed} ${index}`))
parentPort?.postMessage(results)
