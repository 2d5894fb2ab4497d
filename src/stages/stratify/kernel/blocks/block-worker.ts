import { parentPort, workerData } from 'node:worker_threads'
import { type BlockJob, runBlockJob } from './block-job.ts'
import { instantiateBlocks } from './block-module.ts'
import type { BlockWorkerData } from './block-threads.ts'

const { module, memory, layout, scratch } = workerData as BlockWorkerData
const blocks = instantiateBlocks(module, memory)

parentPort?.on('message', (job: BlockJob) => {
  runBlockJob(blocks, memory, layout, scratch, job)
  parentPort?.postMessage('done')
})
