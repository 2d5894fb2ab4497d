import { availableParallelism } from 'node:os'
import { evaluate } from '../../src/pipeline.ts'
import { isForbiddenId } from '../../src/privacy/is-forbidden-id.ts'
import type { Evaluation } from '../../src/records/evaluation.ts'
import { createFileIo } from '../../src/stages/ingest/create-file-io.ts'
import { createKernel } from '../../src/stages/stratify/kernel/create-kernel.ts'
import { createWordHashModel } from '../end-to-end/word-hash-model.ts'
import type { OpenJudge } from './open-judge.ts'

const DIMENSIONS = 256

/** The whole pipeline on a folder's week with its judge; words are hashed where the encoder would take most of the time. */
export async function evaluateWeek({
  config,
  inputs,
  live,
  store,
  redactText,
}: OpenJudge): Promise<Evaluation> {
  const kernel = createKernel({ threads: availableParallelism() })
  try {
    return await evaluate(config, {
      io: createFileIo({ cwd: process.cwd(), stdin: process.stdin }),
      isForbiddenId,
      store,
      redactText,
      embeddingModel: createWordHashModel(DIMENSIONS),
      lexicalModel: undefined,
      search: kernel,
      judge: live.judge,
      judgeChecks: live,
      nowMs: inputs.nowMs,
      onWarning: () => {},
      onProgress: () => {},
      signal: inputs.signal,
      version: 'bench',
      substitutions: [],
    })
  } finally {
    await kernel.close()
  }
}
