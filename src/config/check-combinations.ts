import { checkAnswerers } from './check-answerers.ts'
import { checkEmbedding } from './check-embedding.ts'
import { pullProblems } from './check-pull.ts'
import { checkSchedule } from './check-schedule.ts'
import { checkSynthetic } from './check-synthetic.ts'
import { type LocatedMap, type LocatedValue, lookUp, renderPath } from './located.ts'
import type { Problem } from './problem.ts'
import type { SourceFile } from './schema/source-schema.ts'
import type { TraceFiles } from './schema/trace-files-schema.ts'
import type { ConfigFile } from './schema.ts'

/** Problems no single key has: keys of trace files that contradict each other. */
export function checkCombinations(root: LocatedMap, file: ConfigFile): readonly Problem[] {
  return [
    ...checkTraceFiles(root, ['source'], file.source),
    ...checkPull(root, file.source),
    ...checkTraceFiles(root, ['candidate', 'recorded'], file.candidate?.recorded),
    ...Object.entries(file.candidates ?? {}).flatMap(([name, { recorded }]) =>
      checkTraceFiles(root, ['candidates', name, 'recorded'], recorded),
    ),
    ...checkEmbedding(root, file),
    ...checkAnswerers(root, file),
    ...checkSynthetic(root, file),
    ...checkSchedule(root, file),
  ]
}

function checkTraceFiles(
  root: LocatedMap,
  path: readonly string[],
  files: TraceFiles | SourceFile | undefined,
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
  if (files.format !== undefined && files.format !== 'messages' && files.map !== undefined) {
    problems.push({
      ...place('map'),
      message: `\`format: ${files.format}\` has fixed fields; \`map\` goes with \`format: messages\``,
    })
  }
  const message = files.map?.message
  if (message !== undefined && (message.calls === undefined) !== (message.call_name === undefined)) {
    problems.push({
      ...at(lookUp(root, [...path, 'map', 'message']).nearest),
      message: '`calls` and `call_name` go together: where the list of calls is, and where each has its name',
    })
  }
  if (files.intent !== undefined && files.map?.intent !== undefined) {
    problems.push({ ...place('intent'), message: 'given twice: also as `map.intent`; keep one of them' })
  }
  return problems
}

/** Of a source that is a server: keys that are missing or belong to another one. */
function checkPull(root: LocatedMap, source: SourceFile | undefined): readonly Problem[] {
  if (source === undefined) return []
  return pullProblems(source).map(([key, message]) => {
    const { nearest } = lookUp(root, ['source', key])
    return { path: renderPath(nearest.writtenPath), position: nearest.position, message }
  })
}
