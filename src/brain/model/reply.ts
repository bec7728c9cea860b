import { blocksIn } from './blocks.ts'
import { type Found, objectIn } from './objects.ts'

/**
 * What a model wrote → the value it meant: a block of JSON, or the object in its prose, mended where a comma or quote is
 * wrong. Blocks of TypeScript are the functions that they export. Nothing is known of its shape yet.
 */
export function answerIn(text: string): Found {
  const { blocks, prose, rest } = blocksIn(text)
  const json = blocks.filter(({ language, body }) => ['json', 'json5', ''].includes(language) && /^\s*\{/.test(body))
  const functions = blocks.filter(({ language }) => language === 'ts' || language === 'typescript')
  const written = json.at(-1)
  const found = objectIn(written?.body ?? prose)
  // Code has no end of its own; and what begins behind a block was to take its place.
  if (functions.some(({ open }) => open) || (written && objectIn(rest).is === 'unfinished')) return { is: 'unfinished' }
  if (functions.length === 0 || found.is === 'unfinished' || found.is === 'broken') return found
  const named = functions.flatMap(({ body }) => {
    const name = /export\s+function\s+(\w+)/.exec(body)?.[1]
    return name ? [[name, body.trim()] as const] : []
  })
  const base = (found.value ?? {}) as { functions?: unknown }
  const given = typeof base.functions === 'object' && base.functions !== null ? base.functions : {}
  return { is: 'whole', value: { ...base, functions: { ...given, ...Object.fromEntries(named) } } }
}

/** A tool call as text, for models that know no other: ```tool {"tool": …, "arguments": …} ``` */
export function toolCallIn(text: string): { name: string; arguments: string } | undefined {
  for (const { language, body } of blocksIn(text).blocks) {
    if (language !== 'tool') continue
    const value = objectIn(body).value as { tool?: unknown; arguments?: unknown } | undefined
    if (typeof value?.tool === 'string') return { name: value.tool, arguments: JSON.stringify(value.arguments ?? {}) }
  }
  return undefined
}
