import { jsonrepair } from 'jsonrepair'

/** A fenced block of a reply: ```json … ``` */
const fence = /^[ \t]*```([\w-]*)[^\n]*\n([\s\S]*?)^[ \t]*```[ \t]*$/gm

/**
 * What a model wrote → the value it meant, or undefined: a block of JSON, or the first object in its prose, mended where a
 * comma or quote is wrong. Blocks of TypeScript are the functions that they export. Nothing is known of its shape yet.
 */
export function valueIn(text: string): unknown {
  const blocks = [...text.matchAll(fence)].map(([, language = '', body = '']) => ({
    language: language.toLowerCase(),
    body,
  }))
  const json = blocks.filter(({ language, body }) => ['json', 'json5', ''].includes(language) && /^\s*\{/.test(body))
  const value = objectIn(json.at(-1)?.body ?? withoutBlocks(text, blocks.length > 0))
  const functions = blocks.filter(({ language }) => language === 'ts' || language === 'typescript')
  if (functions.length === 0) return value
  const named = functions.flatMap(({ body }) => {
    const name = /export\s+function\s+(\w+)/.exec(body)?.[1]
    return name ? [[name, body.trim()] as const] : []
  })
  const base = (value ?? {}) as { functions?: unknown }
  const given = typeof base.functions === 'object' && base.functions !== null ? base.functions : {}
  return { ...base, functions: { ...given, ...Object.fromEntries(named) } }
}

function withoutBlocks(text: string, hasBlocks: boolean): string {
  return hasBlocks ? text.replace(fence, '') : text
}

function objectIn(text: string): unknown {
  const start = text.indexOf('{')
  if (start === -1) return undefined
  const end = text.lastIndexOf('}')
  const repaired = (broken: string): unknown => JSON.parse(jsonrepair(broken))
  const ways = [
    () => JSON.parse(text.slice(start, end + 1)) as unknown,
    () => repaired(text.slice(start)),
    () => repaired(text.slice(start, end + 1)),
  ]
  for (const read of ways) {
    try {
      const value = read()
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    } catch {
      // The next way of reading it may do.
    }
  }
  return undefined
}

/** A tool call as text, for models that know no other: ```tool {"tool": …, "arguments": …} ``` */
export function toolCallIn(text: string): { name: string; arguments: string } | undefined {
  for (const [, language, body = ''] of text.matchAll(fence)) {
    if (language !== 'tool') continue
    const value = objectIn(body) as { tool?: unknown; arguments?: unknown } | undefined
    if (typeof value?.tool === 'string') return { name: value.tool, arguments: JSON.stringify(value.arguments ?? {}) }
  }
  return undefined
}
