export type LabelRequest = {
  /** The middle of the group's densest part, and where that part begins and ends. */
  readonly x: number
  readonly top: number
  readonly bottom: number
  /** What to write, the longest form first; a shorter form is used where the longer one does not fit. */
  readonly forms: readonly string[]
}

export type PlacedLabel = { readonly x: number; readonly y: number; readonly text: string }

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** Mean width of a character over the font size, of wide sans-serif fonts. */
const CHARACTER_WIDTH = 0.64
/** Between a group and its label, over the font size. */
const GAP = 0.35

/**
 * Labels that overlap neither one another nor the frame, earlier requests first. A label stands above its group, else
 * below or on it, else in a shorter form; one that fits nowhere is undefined.
 *
 * @param frame - width and height of the picture, in the units of the positions.
 * @returns one per request, `x` being its middle and `y` its baseline.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  frame: { readonly width: number; readonly height: number },
  fontSize: number,
): readonly (PlacedLabel | undefined)[] {
  const taken: Box[] = []
  return requests.map(({ x, top, bottom, forms }) => {
    for (const text of forms) {
      const on = (top + bottom) / 2 + fontSize / 3
      for (const base of [top - GAP * fontSize, bottom + (0.75 + GAP) * fontSize, on]) {
        const half = (text.length * CHARACTER_WIDTH * fontSize) / 2
        const middle = Math.min(Math.max(x, half), frame.width - half)
        const box = {
          left: middle - half,
          right: middle + half,
          top: base - fontSize,
          bottom: base + fontSize / 4,
        }
        const fits = half * 2 <= frame.width && box.top >= 0 && box.bottom <= frame.height
        if (!fits || taken.some(other => doOverlap(box, other))) continue
        taken.push(box)
        return { x: middle, y: base, text }
      }
    }
    return undefined
  })
}

function doOverlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
