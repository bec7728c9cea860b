import { jsonrepair } from 'jsonrepair'

/** Characters of what is mended: its time grows with their square, and no answer of ours is that long. */
const longestRepair = 50_000

/** A fenced block of a reply: ```json … ``` */
interface Block {
  language: string
  body: string
}

/** The blocks of a reply and the prose around them, read line by line: an answer that opens many and closes none costs no more. */
function blocksIn(text: string): { blocks: Block[]; prose: string } {
  const lines = text.split(/\r?\n/)
  const lastEnd = lines.findLastIndex((line) => /^[ \t]*```[ \t]*$/.test(line))
  const blocks: Block[] = []
  const prose: string[] = []
  let open: { language: string; from: number } | undefined
  for (const [index, line] of lines.entries()) {
    if (open && /^[ \t]*```[ \t]*$/.test(line)) {
      blocks.push({ language: open.language, body: lines.slice(open.from, index).join('\n') })
      open = undefined
      continue
    }
    if (open) continue
    const language = index < lastEnd ? /^[ \t]*```([\w-]*)/.exec(line)?.[1] : undefined
    if (language === undefined) prose.push(line)
    else open = { language: language.toLowerCase(), from: index + 1 }
  }
  return { blocks, prose: prose.join('\n') }
}

/**
 * What a model wrote → the value it meant, or undefined: a block of JSON, or the first object in its prose, mended where a
 * comma or quote is wrong. Blocks of TypeScript are the functions that they export. Nothing is known of its shape yet.
 */
export function valueIn(text: string): unknown {
  const { blocks, prose } = blocksIn(text)
  const json = blocks.filter(({ language, body }) => ['json', 'json5', ''].includes(language) && /^\s*\{/.test(body))
  const value = objectIn(json.at(-1)?.body ?? prose)
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

function objectIn(text: string): unknown {
  const start = text.indexOf('{')
  if (start === -1) return undefined
  const end = text.lastIndexOf('}')
  const repaired = (broken: string): unknown => {
    if (broken.length > longestRepair) throw new RangeError('too long to be mended')
    return JSON.parse(jsonrepair(broken))
  }
  const ways = [
    () => JSON.parse(text.slice(start, end + 1)) as unknown,
    () => repaired(text.slice(start)),
    () => repaired(text.slice(start, end + 1)),
  ]
  for (const read of ways) {
    try {
      const value = read()
      // What is nested too deeply to be written again is no answer, and would break whoever shows it.
      JSON.stringify(value)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    } catch {
      // The next way of reading it may do.
    }
  }
  return undefined
}

/** A tool call as text, for models that know no other: ```tool {"tool": …, "arguments": …} ``` */
export function toolCallIn(text: string): { name: string; arguments: string } | undefined {
  for (const { language, body } of blocksIn(text).blocks) {
    if (language !== 'tool') continue
    const value = objectIn(body) as { tool?: unknown; arguments?: unknown } | undefined
    if (typeof value?.tool === 'string') return { name: value.tool, arguments: JSON.stringify(value.arguments ?? {}) }
  }
  return undefined
}
