import { checkAnswerers } from './check-answerers.ts'
import { checkEmbedding } from './check-embedding.ts'
import { type LocatedMap, type LocatedValue, lookUp, renderPath } from './located.ts'
import type { Problem } from './problem.ts'
import type { ConfigFile, TraceFiles } from './schema.ts'

/** Problems no single key has: keys of trace files that contradict each other. */
export function checkCombinations(root: LocatedMap, file: ConfigFile): readonly Problem[] {
  return [
    ...checkTraceFiles(root, ['source'], file.source),
    ...checkTraceFiles(root, ['candidate', 'recorded'], file.candidate?.recorded),
    ...checkEmbedding(root, file),
    ...checkAnswerers(root, file),
  ]
}

function checkTraceFiles(
  root: LocatedMap,
  path: readonly string[],
  files: TraceFiles | undefined,
): readonly Problem[] {
  if (files === undefined) return []
  const at = (value: LocatedValue): Pick<Problem, 'path' | 'position'> => ({
    path: renderPath(value.writtenPath),
    position: value.position,
  })
  const place = (key: string): Pick<Problem, 'path' | 'position'> => at(lookUp(root, [...path, key]).nearest)
  const problems: Problem[] = []
  if (files.format === 'messages' && files.map === undefined) {
    problems.push({
      ...place('format'),
      message: '`format: messages` needs a `map` with `id` and `messages`',
    })
  }
  if (files.format === 'canonical' && files.map !== undefined) {
    problems.push({
      ...place('map'),
      message: 'canonical traces have fixed fields; `map` goes with `format: messages`',
    })
  }
  if (files.intent !== undefined && files.map?.intent !== undefined) {
    problems.push({ ...place('intent'), message: 'given twice: also as `map.intent`; keep one of them' })
  }
  const clickhouse = lookUp(root, [...path, 'path'])
  if (files.path === 'clickhouse') {
    problems.push({
      ...at(clickhouse.nearest),
      message:
        '`clickhouse` is not supported yet in this version; expected a path (a file of that name is `./clickhouse`)',
    })
  }
  return problems
}
