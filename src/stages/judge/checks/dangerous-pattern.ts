/**
 * True when a regular expression could take exponential time on a chosen text: a group that is repeated without
 * a small bound in sight holds a repetition or an alternative itself, such as `(a+)+` or `(a|a)*`. Errs on the
 * side of danger; `(-\d+)?` and `(abc)+` are fine.
 */
export function isDangerousPattern(pattern: string): boolean {
  /** One entry per open group: whether it holds a choice of how to match. */
  const groups: boolean[] = [false]
  // Escapes and character classes are single characters here.
  const plain = pattern.replace(/\\./gs, 'x').replace(/\[[^\]]*\]/g, 'x')
  for (const [at, character] of [...plain].entries()) {
    if (character === '(') groups.push(false)
    else if (character === ')') {
      const hasChoice = groups.pop() ?? false
      const isRepeated = '+*{'.includes(plain[at + 1] ?? ' ')
      if (hasChoice && isRepeated) return true
      if (hasChoice || isRepeated) groups[groups.length - 1] = true
    } else if ('+*{|'.includes(character)) groups[groups.length - 1] = true
  }
  return false
}
