/** Points of a map: coordinates in any unit, a palette index each. Positions 2i and 2i + 1 are x and y of point i. */
export type MapPoints = {
  readonly positions: Float32Array
  readonly colours: Uint16Array
  /** Drawn larger and last; ascending indices. */
  readonly marked: Uint32Array
}

/** Words for a group of points, which stand above or below it. */
export type MapLabel = {
  /** The one that is preferred first, the shortest last. */
  readonly forms: readonly string[]
  readonly x: number
  readonly top: number
  readonly bottom: number
}

/** What part of the plane is seen: the centre, and how many pixels a unit takes. */
export type Camera = { readonly x: number; readonly y: number; readonly scale: number }

/** The camera that shows every point with a margin. */
export function cameraOn(positions: Float32Array, width: number, height: number): Camera {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let at = 0; at + 1 < positions.length; at += 2) {
    const x = positions[at] ?? 0
    const y = positions[at + 1] ?? 0
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  if (left > right) return { x: 0, y: 0, scale: 1 }
  const scale = 0.92 * Math.min(width / Math.max(right - left, 1e-9), height / Math.max(bottom - top, 1e-9))
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale }
}

/**
 * Writes the points into the pixels of a canvas, which is faster than asking it for 100,000 small shapes and needs no
 * graphics processor.
 *
 * @param pixels - width x height, the bytes of an ImageData seen as 32-bit words.
 * @param palette - 32-bit words by colour index, in the byte order of ImageData.
 */
export function drawPoints(
  pixels: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
  { positions, colours, marked }: MapPoints,
  camera: Camera,
  palette: Uint32Array,
  markColour: number,
): void {
  pixels.fill(0)
  const radius = camera.scale > 0 && positions.length < 20_000 ? 2 : 1
  const put = (index: number, colour: number, size: number) => {
    const x = Math.round(width / 2 + ((positions[2 * index] ?? 0) - camera.x) * camera.scale)
    const y = Math.round(height / 2 + ((positions[2 * index + 1] ?? 0) - camera.y) * camera.scale)
    if (x < size || y < size || x >= width - size || y >= height - size) return
    for (let row = y - size; row <= y + size; row += 1) {
      const end = row * width + x + size
      // A loop: filling three elements at a time costs several times as much.
      for (let at = end - 2 * size; at <= end; at += 1) pixels[at] = colour
    }
  }
  const count = positions.length / 2
  for (let index = 0; index < count; index += 1) put(index, palette[colours[index] ?? 0] ?? 0, radius)
  for (const index of marked) {
    put(index, markColour, radius + 2)
    put(index, palette[colours[index] ?? 0] ?? 0, radius)
  }
}

const LINE = 18
/** Below this many pixels across, the shortest form is all there is room for. */
const NARROW = 600

type Box = { readonly x: number; readonly y: number; readonly reach: number }

/** Writes labels beside their points, the most important first; one for which there is no room is left out. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  labels: readonly MapLabel[],
  camera: Camera,
  { ink, paper }: { readonly ink: string; readonly paper: string },
): void {
  context.font = '600 13px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineWidth = 4
  context.strokeStyle = paper
  context.fillStyle = ink
  const taken: Box[] = []
  const isFree = ({ x, y, reach }: Box) =>
    x >= reach &&
    x <= width - reach &&
    y >= LINE / 2 &&
    y <= height - LINE / 2 &&
    taken.every(each => Math.abs(each.x - x) >= each.reach + reach || Math.abs(each.y - y) >= LINE)
  for (const { forms, ...group } of labels) {
    const x = width / 2 + (group.x - camera.x) * camera.scale
    const onScreen = (y: number) => height / 2 + (y - camera.y) * camera.scale
    const places = (width < NARROW ? forms.slice(-1) : forms).flatMap(text =>
      [onScreen(group.top) - LINE, onScreen(group.bottom) + LINE].map(y => ({
        text,
        x,
        y,
        reach: context.measureText(text).width / 2 + 4,
      })),
    )
    const place = places.find(isFree)
    if (place === undefined) continue
    taken.push(place)
    context.strokeText(place.text, place.x, place.y)
    context.fillText(place.text, place.x, place.y)
  }
}

/** The nearest point within `reach` pixels of a place on the canvas; undefined when there is none. */
export function pointAt(
  { positions }: MapPoints,
  camera: Camera,
  size: { readonly width: number; readonly height: number },
  place: { readonly x: number; readonly y: number },
  reach: number,
): number | undefined {
  const x = camera.x + (place.x - size.width / 2) / camera.scale
  const y = camera.y + (place.y - size.height / 2) / camera.scale
  let nearest: number | undefined
  let best = (reach / camera.scale) ** 2
  for (let index = 0; 2 * index + 1 < positions.length; index += 1) {
    const distance = ((positions[2 * index] ?? 0) - x) ** 2 + ((positions[2 * index + 1] ?? 0) - y) ** 2
    if (distance > best) continue
    best = distance
    nearest = index
  }
  return nearest
}

/** The camera after a zoom by `factor` that keeps the plane's point under `place` where it is. */
export function zoomed(
  camera: Camera,
  size: { readonly width: number; readonly height: number },
  place: { readonly x: number; readonly y: number },
  factor: number,
): Camera {
  const dx = (place.x - size.width / 2) / camera.scale
  const dy = (place.y - size.height / 2) / camera.scale
  return {
    x: camera.x + dx * (1 - 1 / factor),
    y: camera.y + dy * (1 - 1 / factor),
    scale: camera.scale * factor,
  }
}
