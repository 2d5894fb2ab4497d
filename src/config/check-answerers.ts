import { addressProblems } from './check-address.ts'
import { type LocatedMap, lookUp, renderPath } from './located.ts'
import { modelFamily } from './model-family.ts'
import type { Problem } from './problem.ts'
import type { AnswererFile } from './schema/answerer-keys.ts'
import type { ConfigFile } from './schema.ts'

const MOST_CANDIDATES = 20

type Found = readonly [path: readonly string[], message: string]

/** Problems of everything that answers live: who answers, where, and under which name. */
export function checkAnswerers(root: LocatedMap, file: ConfigFile): readonly Problem[] {
  const baseline = file.baseline === 'recorded' ? undefined : file.baseline
  const found = [
    ...answererProblems(['candidate'], file.candidate, ['recorded', 'model', 'http', 'module']),
    ...Object.entries(file.candidates ?? {}).flatMap(([name, candidate]) =>
      answererProblems(['candidates', name], candidate, ['recorded', 'model', 'http', 'module']),
    ),
    ...candidatesProblems(file),
    ...answererProblems(['baseline'], baseline, ['model', 'http', 'module']),
    ...baselineProblems(file),
    ...simulatorProblems(file),
    ...endpointProblems(file),
    ...nameProblems(file),
  ]
  return found.map(([path, message]) => {
    const place = lookUp(root, path).nearest
    return { path: renderPath(place.writtenPath), position: place.position, message }
  })
}

type Answerer = Partial<AnswererFile> & { readonly recorded?: unknown }

function answererProblems(
  path: readonly string[],
  answerer: Answerer | undefined,
  ways: readonly ('recorded' | 'model' | 'http' | 'module')[],
): readonly Found[] {
  if (answerer === undefined) return []
  const given = ways.filter(way => answerer[way] !== undefined)
  const named = ways.map(way => `\`${way}\``).join(', ')
  if (given.length !== 1) {
    const [, second] = given
    return [[second === undefined ? path : [...path, second], `expected exactly one of ${named}`]]
  }
  const { http } = answerer
  return [
    ...(http === undefined
      ? []
      : addressProblems('url', http.url, http).map(
          ([key, message]): Found => [[...path, 'http', key], message],
        )),
    ...(['system', 'temperature', 'max_output_tokens'] as const)
      .filter(key => answerer[key] !== undefined && answerer.model === undefined)
      .map((key): Found => [[...path, key], 'goes with `model`; a server or module has its own']),
  ]
}

/** One candidate is `candidate`; many make the error rate of each too small to decide by. */
function candidatesProblems({ candidate, candidates, sampling }: ConfigFile): readonly Found[] {
  if (candidates === undefined) return []
  const path = ['candidates']
  const count = Object.keys(candidates).length
  return [
    ...(candidate === undefined
      ? []
      : [[path, 'given beside `candidate`; keep one of them'] satisfies Found]),
    ...(count >= 2 && count <= MOST_CANDIDATES
      ? []
      : [[path, `expected 2 to ${MOST_CANDIDATES} candidates, found ${count}`] satisfies Found]),
    ...(sampling.strategy === 'judge_only'
      ? [[path, '`sampling.strategy: judge_only` compares before and after one release'] satisfies Found]
      : []),
  ]
}

/** The template's `baseline_model` and `baseline` say the same thing. */
function baselineProblems({ baseline, evaluation }: ConfigFile): readonly Found[] {
  return baseline !== 'recorded' && evaluation.freeform.baseline_model !== 'production_current'
    ? [[['evaluation', 'freeform', 'baseline_model'], 'given beside `baseline`; keep one of them']]
    : []
}

function simulatorProblems({ replay }: ConfigFile): readonly Found[] {
  const simulator = replay.user_simulator
  if (simulator === undefined) return []
  const path = ['replay', 'user_simulator']
  const { http, module } = simulator
  if ((http === undefined) === (module === undefined))
    return [[path, 'expected exactly one of `http`, `module`']]
  if (http === undefined) return []
  return addressProblems('url', http.url, http).map(
    ([key, message]): Found => [[...path, 'http', key], message],
  )
}

function endpointProblems({ models }: ConfigFile): readonly Found[] {
  return Object.entries(models.endpoints).flatMap(([name, endpoint]) =>
    addressProblems('base_url', endpoint.base_url, endpoint).map(
      ([key, message]): Found => [['models', 'endpoints', name, key], message],
    ),
  )
}

/** Every `NAME/MODEL` names a provider or an endpoint of this file. */
function nameProblems(file: ConfigFile): readonly Found[] {
  const { structured, freeform } = file.evaluation
  const named: readonly (readonly [path: readonly string[], model: string | undefined])[] = [
    [['evaluation', 'structured', 'argument_judge', 'model'], structured.argument_judge.model],
    [['evaluation', 'freeform', 'judge_model'], freeform.judge_model],
    [['evaluation', 'freeform', 'baseline_model'], freeform.baseline_model],
    [['judge', 'secondary'], file.judge.secondary],
    [['models', 'labels'], file.models.labels],
    [['models', 'synthesis'], file.models.synthesis],
    [['candidate', 'model'], file.candidate?.model],
    ...Object.entries(file.candidates ?? {}).map(
      ([name, { model }]) => [['candidates', name, 'model'], model] as const,
    ),
    [['baseline', 'model'], file.baseline === 'recorded' ? undefined : file.baseline.model],
    ...file.models.judges.map(model => [['models', 'judges'], model] as const),
  ]
  return named.flatMap(([path, model]): readonly Found[] => {
    const endpoint = endpointOf(model)
    return endpoint === undefined || endpoint in file.models.endpoints
      ? []
      : [[path, `expected an endpoint of \`models.endpoints\` before the slash, found \`${endpoint}\``]]
  })
}

function endpointOf(model: string | undefined): string | undefined {
  if (model === undefined || modelFamily(model) !== undefined || !model.includes('/')) return undefined
  return model.slice(0, model.indexOf('/'))
}
