import type { ScorerFunction } from 'tidegate'

/** Half a sentence is half an answer. */
const answersInFull: ScorerFunction = ({ messages }) => {
  const said = messages.at(-1)?.content ?? ''
  return said === '' ? 0 : /[.!?]$/.test(said) ? 1 : 0.5
}

export default answersInFull
