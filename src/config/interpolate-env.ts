import { type LocatedMap, type LocatedScalar, type LocatedValue, renderPath } from './located.ts'
import type { Problem } from './problem.ts'

/** What an environment variable in `env:` may be called. */
export const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const REFERENCE = /\$\{([^}]*)\}/g

/**
 * The values with every `${NAME}` replaced by the environment's text. Only names listed under `env:` are
 * read; keys are never touched, and a replacement is not searched again.
 */
export function interpolateEnvironment(
  root: LocatedMap,
  environment: { readonly [name: string]: string | undefined },
): { readonly root: LocatedMap; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const allowed = namesOf(root.entries.get('env'))

  function replaceIn(scalar: LocatedScalar): LocatedScalar {
    if (typeof scalar.value !== 'string' || !scalar.value.includes('${')) return scalar
    const value = scalar.value.replace(REFERENCE, (reference, name: string) => {
      const message = reasonAgainst(name, allowed, environment)
      if (message === undefined) return environment[name] ?? ''
      problems.push({ path: renderPath(scalar.writtenPath), position: scalar.position, message })
      return reference
    })
    return { ...scalar, value, isFromEnvironment: true }
  }

  function visit(value: LocatedValue): LocatedValue {
    if (value.kind === 'scalar') return replaceIn(value)
    if (value.kind === 'list') return { ...value, items: value.items.map(visit) }
    return visitMap(value)
  }

  function visitMap(map: LocatedMap): LocatedMap {
    return { ...map, entries: new Map([...map.entries].map(([key, value]) => [key, visit(value)])) }
  }

  const env = root.entries.get('env')
  const replaced = visitMap(root)
  if (env === undefined) return { root: replaced, problems }
  // The list itself names variables and holds none.
  return { root: { ...replaced, entries: new Map([...replaced.entries, ['env', env]]) }, problems }
}

function namesOf(list: LocatedValue | undefined): ReadonlySet<string> {
  if (list?.kind !== 'list') return new Set()
  return new Set(
    list.items.flatMap(item =>
      item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
    ),
  )
}

function reasonAgainst(
  name: string,
  allowed: ReadonlySet<string>,
  environment: { readonly [name: string]: string | undefined },
): string | undefined {
  if (!ENVIRONMENT_NAME.test(name)) {
    return `expected the name of an environment variable between \`\${\` and \`}\`, found \`${name}\``
  }
  if (!allowed.has(name)) return `\`\${${name}}\` is not listed; add \`env: [${name}]\` at the top level`
  if (!Object.hasOwn(environment, name) || environment[name] === undefined) {
    return `the environment variable \`${name}\` is not set`
  }
  return undefined
}
