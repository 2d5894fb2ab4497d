/** Colours that stay apart on white and, in the second place, on near-black. */
export const MAP_COLOURS: readonly (readonly [light: string, dark: string])[] = [
  ['#3767c8', '#7ea6ff'],
  ['#c2571a', '#ff9d5c'],
  ['#2a8a4a', '#6fd08c'],
  ['#c12f4e', '#ff8095'],
  ['#8548c4', '#c39bff'],
  ['#0b8791', '#4fd0d9'],
  ['#9a7200', '#e8c547'],
  ['#c4408f', '#ff8fcb'],
  ['#5d7c1c', '#b5d65a'],
  ['#7b4a2c', '#d6a07c'],
  ['#4a5aa8', '#a3b0ff'],
  ['#a04a00', '#f0b27a'],
]

type Centre = { readonly x: number; readonly y: number }

/**
 * A colour per group, by position in the palette: all different while there are enough, else each group takes the
 * colour whose other groups are farthest from it on the map.
 *
 * @param centres - in the order in which groups choose.
 */
export function chooseColours(centres: readonly Centre[]): readonly number[] {
  const chosen: number[] = []
  for (const [at, centre] of centres.entries()) {
    const room = MAP_COLOURS.map((_, colour) =>
      chosen.reduce(
        (nearest, taken, other) =>
          taken === colour ? Math.min(nearest, distanceOf(centre, centres[other] ?? centre)) : nearest,
        Number.POSITIVE_INFINITY,
      ),
    )
    chosen.push(at < MAP_COLOURS.length ? at : room.indexOf(Math.max(...room)))
  }
  return chosen
}

function distanceOf(a: Centre, b: Centre): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
