/** Tells every text the first time only: what is true of each of thousands of calls is said once. */
export function oncePerText(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>()
  return text => {
    if (told.has(text)) return
    told.add(text)
    tell(text)
  }
}
