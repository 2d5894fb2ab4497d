import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useWidth } from '../use-width.ts'
import {
  type Camera,
  cameraOn,
  drawLabels,
  drawPoints,
  type MapLabel,
  type MapPoints,
  pointAt,
  zoomed,
} from './point-map.ts'

type Props = {
  readonly points: MapPoints
  /** CSS colours by index, as `#rrggbb`. */
  readonly palette: readonly string[]
  readonly labels: readonly MapLabel[]
  readonly label: string
  readonly onPick: (index: number) => void
}

const HEIGHT = 520
const STEP = 40
const REACH = 8

/**
 * A map that is dragged, zoomed by wheel, pinch of a trackpad or `+` and `-`, moved by arrow keys, and clicked to read
 * the request under the pointer.
 */
export function PointMap({ points, palette, labels, label, onPick }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref: box, width } = useWidth<HTMLDivElement>(900)
  const [camera, setCamera] = useState<Camera | undefined>(undefined)
  const size = { width, height: HEIGHT }
  const shown = camera ?? cameraOn(points.positions, width, HEIGHT)
  const words = useMemo(() => new Uint32Array(palette.map(wordOf)), [palette])
  const drag = useRef<{ x: number; y: number; camera: Camera; moved: boolean } | undefined>(undefined)

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d')
      if (context === null || context === undefined) return
      const image = context.createImageData(width, HEIGHT)
      drawPoints(new Uint32Array(image.data.buffer), size, points, shown, words, markOf())
      context.putImageData(image, 0, 0)
      const style = getComputedStyle(document.documentElement)
      drawLabels(context, size, labels, shown, {
        ink: style.getPropertyValue('--ink'),
        paper: style.getPropertyValue('--paper'),
      })
    })
    return () => cancelAnimationFrame(frame)
  }, [points, words, labels, width, shown.x, shown.y, shown.scale])

  useEffect(() => {
    // Listeners of the wheel are passive unless it is asked for otherwise: the page would scroll along.
    const element = canvas.current
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const place = { x: event.offsetX, y: event.offsetY }
      setCamera(before => zoomed(before ?? shown, size, place, Math.exp(-event.deltaY / 300)))
    }
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  }, [points, width, shown.x, shown.y, shown.scale])

  const centre = { x: width / 2, y: HEIGHT / 2 }
  const move = (x: number, y: number) =>
    setCamera({ ...shown, x: shown.x + x / shown.scale, y: shown.y + y / shown.scale })
  const keys: Record<string, () => void> = {
    ArrowLeft: () => move(-STEP, 0),
    ArrowRight: () => move(STEP, 0),
    ArrowUp: () => move(0, -STEP),
    ArrowDown: () => move(0, STEP),
    '+': () => setCamera(zoomed(shown, size, centre, 1.4)),
    '=': () => setCamera(zoomed(shown, size, centre, 1.4)),
    '-': () => setCamera(zoomed(shown, size, centre, 1 / 1.4)),
    '0': () => setCamera(undefined),
    Enter: () => pick(centre),
  }
  const pick = (place: { x: number; y: number }) => {
    const index = pointAt(points, shown, size, place, REACH)
    if (index !== undefined) onPick(index)
  }

  return (
    <div class="map" ref={box}>
      <canvas
        ref={canvas}
        width={width}
        height={HEIGHT}
        tabIndex={0}
        role="application"
        aria-label={`${label}. Arrow keys move, plus and minus zoom, 0 shows everything, Enter reads the request in the middle.`}
        onKeyDown={event => {
          const act = keys[event.key]
          if (act === undefined) return
          event.preventDefault()
          act()
        }}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = { x: event.offsetX, y: event.offsetY, camera: shown, moved: false }
        }}
        onPointerMove={event => {
          const start = drag.current
          if (start === undefined) return
          const dx = event.offsetX - start.x
          const dy = event.offsetY - start.y
          if (Math.abs(dx) + Math.abs(dy) > 3) start.moved = true
          if (!start.moved) return
          const { camera: from } = start
          setCamera({ ...from, x: from.x - dx / from.scale, y: from.y - dy / from.scale })
        }}
        onPointerUp={event => {
          const start = drag.current
          drag.current = undefined
          if (start !== undefined && !start.moved) pick({ x: event.offsetX, y: event.offsetY })
        }}
        onPointerCancel={() => {
          drag.current = undefined
        }}
      />
      <div class="chips">
        <button type="button" onClick={() => setCamera(zoomed(shown, size, centre, 1.4))}>
          Zoom in
        </button>
        <button type="button" onClick={() => setCamera(zoomed(shown, size, centre, 1 / 1.4))}>
          Zoom out
        </button>
        <button type="button" onClick={() => setCamera(undefined)}>
          Show everything
        </button>
      </div>
    </div>
  )
}

/** `#rrggbb` as a word of ImageData, opaque. Its bytes are red, green, blue, alpha; every browser's machine is little-endian. */
function wordOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16)
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0
}

function markOf(): number {
  return wordOf(matchMedia('(prefers-color-scheme: dark)').matches ? '#ffffff' : '#000000')
}
