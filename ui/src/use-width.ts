import { useEffect, useRef, useState } from 'preact/hooks'

/** The width of an element in pixels as it changes; `initial` until it is known. Put `ref` on the element. */
export function useWidth<E extends HTMLElement>(initial: number) {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(initial)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(Math.max(200, Math.floor(element.clientWidth))))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
