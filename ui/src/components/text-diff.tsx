import { diffWordsWithSpace } from 'diff'

type Props = {
  readonly text: string
  readonly other: string | undefined
  readonly side: 'baseline' | 'candidate' | undefined
}

/** Longer texts are shown plain: comparing them would hold the page up. */
const LONGEST = 20_000

/** A side's text with the words the other side does not have marked: removed ones on the left, added ones on the right. */
export function TextDiff({ text, other, side }: Props) {
  if (other === undefined || side === undefined || other === text || text.length + other.length > LONGEST)
    return <>{text}</>
  const [before, after] = side === 'baseline' ? [text, other] : [other, text]
  return (
    <>
      {diffWordsWithSpace(before, after).map((part, index) => {
        if (side === 'baseline' ? part.added : part.removed) return null
        if (part.removed) return <del key={index}>{part.value}</del>
        if (part.added) return <ins key={index}>{part.value}</ins>
        return part.value
      })}
    </>
  )
}
