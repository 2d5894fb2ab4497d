/**
 * The matches of a pattern with the flag `g`, as `matchAll` gives them, without its copy of the pattern: for the
 * many short texts in which nothing is found that copy takes longer than the search.
 */
export function matchesIn(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  pattern.lastIndex = 0
  let match = pattern.exec(text)
  if (match === null) return NONE
  const matches: RegExpExecArray[] = []
  for (; match !== null; match = pattern.exec(text)) {
    matches.push(match)
    // The empty string is found again where it was found.
    if (match[0] === '') pattern.lastIndex += 1
  }
  return matches
}

const NONE: readonly RegExpExecArray[] = []
