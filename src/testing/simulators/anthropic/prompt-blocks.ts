import type { PromptBlock } from '../core/prompt-cache.ts'
import { blocksOf } from './check-request.ts'
import type { ContentBlock } from './content-schema.ts'
import type { CountTokensRequest } from './messages-request.ts'

type CacheControl = { readonly ttl?: '5m' | '1h' | undefined } | null | undefined

/** The prompt in the order it is cached: answer schema and tools, system, messages. */
export function promptBlocks(request: CountTokensRequest): readonly PromptBlock[] {
  const { tools = [], system = [], messages, output_config: output } = request
  const format = output?.format ? [{ text: JSON.stringify(output.format.schema) }] : []
  const systemBlocks = typeof system === 'string' ? [{ text: system }] : system
  const blocks: PromptBlock[] = [
    ...format,
    ...tools.map(({ cache_control, ...tool }) => ({
      text: JSON.stringify(tool),
      lifetime: lifetimeOf(cache_control),
    })),
    ...systemBlocks.map(block => ({
      text: block.text,
      lifetime: 'cache_control' in block ? lifetimeOf(block.cache_control) : undefined,
    })),
    ...messages.flatMap(message =>
      blocksOf(message).map(block => ({
        text: `${message.role}: ${textOf(block)}`,
        lifetime: 'cache_control' in block ? lifetimeOf(block.cache_control) : undefined,
      })),
    ),
  ]
  const last = blocks.at(-1)
  const whole = lifetimeOf(request.cache_control)
  return last === undefined || whole === undefined
    ? blocks
    : [...blocks.slice(0, -1), { ...last, lifetime: last.lifetime ?? whole }]
}

function lifetimeOf(control: CacheControl): string | undefined {
  return control == null ? undefined : (control.ttl ?? '5m')
}

function textOf(block: ContentBlock): string {
  if (block.type === 'text') return block.text
  const { type, ...rest } = block
  return `${type} ${JSON.stringify({ ...rest, cache_control: undefined })}`
}
