import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config, PrivacyConfig } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import { type Canaries, makeCanaries } from '../privacy/canaries.ts'
import { createLeakSearch } from '../privacy/find-leaks.ts'
import { renderHtml } from '../stages/report/html.ts'
import { renderJson } from '../stages/report/json.ts'
import { renderTerminal } from '../stages/report/terminal.ts'
import { runEvaluation } from './run-evaluation.ts'
import { writeOutput } from './write-output.ts'

export type LeakAudit = {
  /** How many values were planted, and in how many places of every trace. */
  readonly planted: number
  readonly places: number
  /** Every sink that was searched, by its name in the temporary folder. */
  readonly sinks: readonly string[]
  /** Which kind of value was found where, never the value; empty: nothing left. */
  readonly leaks: readonly { readonly sink: string; readonly canary: keyof Canaries; readonly form: string }[]
}

const TRACES = 40
const PLACES = 6
const CONFIG = `source: ./production.jsonl
candidate: ./candidate.jsonl
models: { offline: true }
store: { path: ./state/tidegate.db }
sampling: { target_size: 20 }
seed: "1"
`

/**
 * A run of 40 made-up traces under the privacy settings of a config, in a temporary folder that is removed: a made-up person stands in every
 * kind of place a trace has, and every file and text the run left is searched for the person, raw and encoded.
 *
 * @throws whatever a run throws; the egress gate stopping something is such an error.
 */
export async function auditLeaks(privacy: PrivacyConfig): Promise<LeakAudit> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-leaks-'))
  try {
    const canaries = makeCanaries(randomBytes)
    await writeFile(join(folder, 'production.jsonl'), tracesOf(canaries, 'It arrives tomorrow'))
    await writeFile(join(folder, 'candidate.jsonl'), tracesOf(canaries, 'I do not know'))
    const evaluation = await runEvaluation(await configIn(folder, privacy), {})
    const texts = { 'terminal report': renderTerminal(evaluation, []) }
    await writeOutput(join(folder, 'out', 'report.html'), renderHtml(evaluation))
    await writeOutput(join(folder, 'out', 'result.json'), renderJson(evaluation))
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter(entry => entry.isFile() && entry.parentPath !== folder)
      .map(entry => join(entry.parentPath, entry.name))
    const sinks: [string, Uint8Array][] = Object.entries(texts).map(([name, text]) => [
      name,
      Buffer.from(text),
    ])
    for (const file of files.toSorted()) sinks.push([file.slice(folder.length + 1), await readFile(file)])
    return {
      planted: Object.keys(canaries).length,
      places: PLACES,
      sinks: sinks.map(([name]) => name),
      leaks: leaksIn(sinks, canaries),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function leaksIn(sinks: readonly (readonly [string, Uint8Array])[], canaries: Canaries): LeakAudit['leaks'] {
  const kindOf = new Map(Object.entries(canaries).map(([kind, value]) => [value, kind as keyof Canaries]))
  const search = createLeakSearch(Object.values(canaries))
  return sinks.flatMap(([sink, bytes]) =>
    search(bytes).map(({ value, form }) => ({ sink, canary: kindOf.get(value) ?? 'name', form })),
  )
}

async function configIn(folder: string, privacy: PrivacyConfig): Promise<Config> {
  const { config } = await loadConfig(join(folder, 'tidegate.yaml'), {
    readFile: async () => new TextEncoder().encode(CONFIG),
    env: {},
    cwd: folder,
  })
  // A vault holds what it is given, encrypted: it is no leak and need not be made for this. Synthetic traces need live sides.
  return { ...config, privacy: { ...privacy, mode: 'redact', vault: { ...privacy.vault, enabled: false } } }
}

/** Canonical traces with the person in user text, tool arguments and their names, a tool result, a flag, and the support's words. */
export function tracesOf(canaries: Canaries, answer: string): string {
  const { name, email, card, iban, key, phone } = canaries
  return Array.from({ length: TRACES }, (_, index) => {
    const said = `My name is ${name}, mail me at ${email} or call ${phone}. Card ${card}, account ${iban}, key ${key}. Where is parcel ${index}?`
    const call = {
      id: 'c1',
      type: 'function',
      function: {
        name: 'find_order',
        arguments: JSON.stringify({ [email]: index, customer_name: name, card, note: `${iban} ${key}` }),
      },
    }
    return `${JSON.stringify({
      trace_id: `audit-${index}`,
      started_at: '2026-11-10T10:00:00Z',
      messages: [
        { role: 'user', content: said },
        { role: 'assistant', content: '', tool_calls: [call] },
        {
          role: 'tool',
          tool_call_id: 'c1',
          content: JSON.stringify({ owner: name, email, phone, iban, api_key: key, card }),
        },
        { role: 'assistant', content: `${answer}, ${name}. I wrote to ${email}.` },
      ],
      flags: { contact: email },
      ...(index % 5 === 0 ? { support_flag: { reason: `${name} (${phone}) complained` } } : {}),
    })}\n`
  }).join('')
}
