import { type Rng, shuffled } from '../../numeric/random.ts'
import { type RealShingles, RUN_LENGTH } from './real-shingles.ts'
import { joined, type Piece, piecesOf } from './words.ts'

/** Words that may stand nearly anywhere and ask for nothing. */
const FILLERS = ['please', 'actually', 'just', 'now', 'really', 'kindly', 'simply', 'indeed', 'then']
/** After these a filler reads best. */
const JOINTS =
  /^(?:and|but|or|so|because|that|then|if|when|i|you|we|it|is|are|was|can|could|would|will|do|have|has|not)$/i

/**
 * The text with a filler word wherever eight words in a row stand in a real text too, so that no such run is left. Where
 * no filler helps the word is left out. A text of four to seven words that is a real one gets a filler in front; nothing
 * is left of it where that does not help.
 */
export function withoutSharedRuns(text: string, real: RealShingles, rng: Rng): string {
  const { pieces, end } = piecesOf(text)
  const open = [...pieces]
  const words = open.map(({ word }) => word.toLowerCase())
  for (let at = 0; at < open.length; at += 1) {
    if (!real.isShared(words, at)) continue
    if (insertFiller(open, words, at, real, rng)) at += 1
    else {
      open.splice(at, 1)
      words.splice(at, 1)
      at -= 1
    }
  }
  if (words.length < RUN_LENGTH && real.isReal(words)) {
    const filler = shuffled(FILLERS, rng).find(each => !real.isReal([each, ...words]))
    return filler === undefined ? '' : `${filler} ${joined({ pieces: open, end }).trimStart()}`
  }
  return joined({ pieces: open, end })
}

/** Whether a filler among the words that end at `at` left none of their runs shared. */
function insertFiller(open: Piece[], words: string[], at: number, real: RealShingles, rng: Rng): boolean {
  for (const place of placesBefore(open, at)) {
    for (const filler of shuffled(FILLERS, rng)) {
      words.splice(place, 0, filler)
      if (!hasShared(words, place, at + 1, real)) {
        open.splice(place, 0, { before: ' ', word: filler })
        return true
      }
      words.splice(place, 1)
    }
  }
  return false
}

/** Positions a word may be put at, best first: after a joint, then late. Never inside an address, a token or JSON. */
function placesBefore(open: readonly Piece[], at: number): readonly number[] {
  const places = Array.from({ length: RUN_LENGTH - 1 }, (_, back) => at - back).filter(place =>
    /^[,;.!?]?\s+$/.test(open[place]?.before ?? ''),
  )
  const isJoint = (place: number): boolean =>
    JOINTS.test(open[place - 1]?.word ?? '') && /^\s+$/.test(open[place]?.before ?? '')
  return [...places.filter(isJoint), ...places.filter(place => !isJoint(place))]
}

function hasShared(words: readonly string[], from: number, to: number, real: RealShingles): boolean {
  for (let end = from; end <= to; end += 1) if (real.isShared(words, end)) return true
  return false
}
