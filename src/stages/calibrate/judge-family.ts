/** Names by which the makers of models call them, as whole words of a model's id. */
const FAMILIES: readonly (readonly [family: string, names: readonly string[]])[] = [
  ['anthropic', ['claude']],
  ['openai', ['gpt', 'chatgpt', 'o1', 'o3', 'o4', 'davinci']],
  ['google', ['gemini', 'gemma', 'palm', 'palm2']],
  ['meta', ['llama']],
  ['mistral', ['mistral', 'mixtral', 'ministral', 'magistral', 'codestral', 'devstral', 'pixtral']],
  ['alibaba', ['qwen', 'qwq']],
  ['deepseek', ['deepseek']],
  ['cohere', ['command', 'aya']],
  ['xai', ['grok']],
  ['microsoft', ['phi']],
  ['amazon', ['nova', 'titan']],
  ['zhipu', ['glm']],
  ['moonshot', ['kimi', 'moonshot']],
]

/**
 * The maker of a model by its name, behind whatever gateway, endpoint or fine-tune prefix it stands: judges prefer
 * answers of their own family. The first name in the id counts, so that a distilled model is of its teacher's family.
 *
 * @returns undefined for a name nobody in the list uses; it must not be taken for another family.
 */
export function judgeFamily(model: string): string | undefined {
  // A version can be glued to the name, `qwen3` or `llama-3.3`; `gpt4all` must not count as `gpt`.
  const words = model.toLowerCase().split(/[^a-z0-9]+/)
  for (const word of words) {
    const family = FAMILIES.find(([, names]) =>
      names.some(
        name => word === name || (word.startsWith(name) && /^\d+[a-z]?$/.test(word.slice(name.length))),
      ),
    )
    if (family !== undefined) return family[0]
  }
  return undefined
}

/** Whether two models are of one maker; undefined when a name does not tell. One and the same name is one family. */
export function isSameFamily(a: string, b: string): boolean | undefined {
  if (a.toLowerCase() === b.toLowerCase()) return true
  const [ofA, ofB] = [judgeFamily(a), judgeFamily(b)]
  return ofA === undefined || ofB === undefined ? undefined : ofA === ofB
}
