/** Sizes asked for when the config names none: 1,024 is the article's, 768 loses Google's model next to nothing. */
const DEFAULTS: { readonly [model: string]: number } = {
  'text-embedding-3-large': 1_024,
  'text-embedding-3-small': 1_024,
  'gemini-embedding-001': 768,
  'gemini-embedding-2': 768,
}

/** The size of a model's vectors where the config names none; undefined for models we do not know. */
export function defaultDimensionsOf(model: string): number | undefined {
  return Object.hasOwn(DEFAULTS, model) ? DEFAULTS[model] : undefined
}
