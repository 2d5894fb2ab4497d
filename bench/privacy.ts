import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { defaultDetectors } from '../src/privacy/default-detectors.ts'
import { loadGazetteer } from '../src/privacy/names/gazetteer.ts'
import { namesDetector } from '../src/privacy/names/names-detector.ts'
import { splitWords } from '../src/privacy/names/split-words.ts'
import { normalizedCopy } from '../src/privacy/normalized-copy.ts'
import { createRedactText } from '../src/privacy/redact-text.ts'
import { simulateWeek } from '../src/simulate/simulate-week.ts'
import { type BenchResult, createClock, median } from './machine.ts'
import { redactWeek } from './privacy-support/redact-week.ts'

type Compromise = (text: string) => {
  readonly people: () => { readonly out: (format: 'array') => readonly string[] }
  readonly places: () => { readonly out: (format: 'array') => readonly string[] }
  readonly organizations: () => { readonly out: (format: 'array') => readonly string[] }
}

const ROUNDS = 3
const COMPARED = 150
const TRACES = 1_500
const RUN_TRACES = 20_000

/**
 * `npm run bench -- privacy`: megabytes of text per second of one core for the pattern layer, the lists of words, the
 * names layer and whole redaction; the names layer beside `compromise` on the same sentences; redaction by one
 * worker per core; a run's redaction of 20,000 traces in one thread and by its workers. TIDEGATE_DATA names the folder of recorded data (default ../shared/data); without it only the
 * simulated week is read.
 */
export async function bench(): Promise<BenchResult> {
  const sets = [{ name: 'simulated week', texts: weekTexts() }, ...labelledSentences()]
  const gazetteer = loadGazetteer()
  const layers = [
    { layer: 'patterns', run: (text: string) => defaultDetectors.map(detector => detector.detect(text)) },
    { layer: 'words looked up in the gazetteer', run: (text: string) => splitWords(text, gazetteer) },
    { layer: 'names', run: (text: string) => namesDetector.detect(text) },
  ]
  const speed = sets.flatMap(({ name, texts }) => {
    const copies = texts.map(text => normalizedCopy(text).text)
    return [
      ...layers.map(({ layer, run }) => ({ set: name, layer, megabytesPerCpuSecond: speedOf(copies, run) })),
      { set: name, layer: 'redaction, patterns', megabytesPerCpuSecond: redactionSpeed(texts, false) },
      {
        set: name,
        layer: 'redaction, patterns and names',
        megabytesPerCpuSecond: redactionSpeed(texts, true),
      },
    ]
  })
  const texts = sets.at(-1)?.texts ?? []
  return {
    speed,
    compromise: compared(texts.slice(0, COMPARED)),
    workers: await workerSpeeds(),
    run: await redactWeek(RUN_TRACES),
  }
}

function weekTexts(): readonly string[] {
  const { baseline } = simulateWeek({
    seed: '1',
    candidate: 'healthy',
    traces: TRACES,
    adversarial: 0,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  return baseline.flatMap(({ messages }) =>
    messages.map(({ content }) => content ?? '').filter(content => content !== ''),
  )
}

function labelledSentences(): readonly { readonly name: string; readonly texts: readonly string[] }[] {
  const path = join(process.env.TIDEGATE_DATA ?? '../shared/data', 'pii/presidio-synth-v2.jsonl')
  if (!existsSync(path)) return []
  const texts = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { readonly full_text: string }).full_text)
  return [{ name: 'labelled sentences', texts }]
}

function speedOf(texts: readonly string[], run: (text: string) => unknown): number {
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const clock = createClock()
    for (const text of texts) run(text)
    rates.push(megabytes / clock().cpuSeconds)
  }
  return rounded(median(rates))
}

function redactionSpeed(texts: readonly string[], hasNames: boolean): number {
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const redactText = createRedactText({
      detectors: hasNames ? [...defaultDetectors, namesDetector] : defaultDetectors,
      tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
    })
    const clock = createClock()
    for (const text of texts) redactText(text)
    rates.push(megabytes / clock().cpuSeconds)
  }
  return rounded(median(rates))
}

/** Both on the same sentences, warmed up by one round each. */
function compared(texts: readonly string[]) {
  const nlp = createRequire(import.meta.url)('compromise') as Compromise
  const read = (text: string) => {
    const document = nlp(text)
    return [document.people(), document.places(), document.organizations()].map(view => view.out('array'))
  }
  const names = speedOf(texts, text => namesDetector.detect(text))
  const compromise = speedOf(texts, read)
  return { sentences: texts.length, names, compromise, ratio: Math.round(names / compromise) }
}

/** The same week redacted by one worker and by one per core. */
async function workerSpeeds() {
  const rows: { workers: number; megabytesPerSecond: number }[] = []
  for (const workers of new Set([1, availableParallelism()])) {
    const rates = await Promise.all(Array.from({ length: workers }, () => workerRate()))
    rows.push({ workers, megabytesPerSecond: rounded(rates.reduce((sum, rate) => sum + rate, 0)) })
  }
  return rows
}

function workerRate(): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./privacy-support/redact-worker.ts', import.meta.url), {
      workerData: weekTexts(),
    })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
