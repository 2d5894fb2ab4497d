import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two secrets are equal; takes equally long whatever they have in common, length included. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
