import { type LocatedMap, lookUp, renderPath } from './located.ts'
import type { Problem } from './problem.ts'
import type { ConfigFile } from './schema.ts'

/** What `privacy.mode: synthetic` excludes: whatever needs recorded answers, or keeps real text. */
export function checkSynthetic(root: LocatedMap, file: ConfigFile): readonly Problem[] {
  if (file.privacy.mode !== 'synthetic') return []
  const { baseline, candidate, candidates, evaluation, sampling, source, privacy } = file
  const found: [readonly string[], string][] = []
  if (baseline === 'recorded' && evaluation.freeform.baseline_model === 'production_current') {
    found.push([
      ['privacy', 'mode'],
      'nobody recorded an answer to a synthetic request: expected a `baseline` that answers live, a block with `model`, `http` or `module`',
    ])
  }
  if (candidate?.recorded !== undefined) found.push([['candidate', 'recorded'], LIVE_CANDIDATE])
  for (const [name, each] of Object.entries(candidates ?? {}))
    if (each.recorded !== undefined) found.push([['candidates', name, 'recorded'], LIVE_CANDIDATE])
  if (sampling.strategy === 'static' || sampling.strategy === 'judge_only') {
    found.push([
      ['sampling', 'strategy'],
      `\`${sampling.strategy}\` keeps texts as they were recorded; with \`privacy.mode: synthetic\` expected \`cluster_stratified\` or \`replay\``,
    ])
  }
  if (sampling.suite !== undefined)
    found.push([
      ['sampling', 'suite'],
      'a suite is kept as it is; leave it out with `privacy.mode: synthetic`',
    ])
  if (source !== undefined && [source.path].flat().includes('store')) {
    found.push([
      ['source', 'path'],
      '`store` keeps no real trace with `privacy.mode: synthetic`; expected the paths of the traces',
    ])
  }
  if (privacy.vault.enabled) {
    found.push([
      ['privacy', 'vault', 'enabled'],
      'the vault keeps real values on disk; leave it off with `privacy.mode: synthetic`',
    ])
  }
  return found.map(([path, message]) => {
    const { nearest } = lookUp(root, path)
    return { path: renderPath(nearest.writtenPath), position: nearest.position, message }
  })
}

const LIVE_CANDIDATE =
  'with `privacy.mode: synthetic` there is no recorded answer to a synthetic request; expected a candidate that answers live: `model`, `http` or `module`'
