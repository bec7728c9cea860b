/** A fenced block of a text: ```json … ``` */
export interface Block {
  language: string
  body: string
  /** Its end is missing: the text ends with it. */
  open: boolean
}

export interface Blocks {
  blocks: Block[]
  /** What stands around the blocks, and the part of it behind the last. */
  prose: string
  rest: string
}

const end = /^[ \t]*```[ \t]*$/
const beginning = /^[ \t]*```([\w-]*)/
/** Languages of blocks that mean something to us; what another one leaves open is prose. */
const ours = ['json', 'json5', 'ts', 'typescript', 'tool']

/** Reads a text line by line: one that opens many blocks and closes none costs no more. */
export function blocksIn(text: string): Blocks {
  const lines = text.split(/\r?\n/)
  const blocks: Block[] = []
  const prose: string[] = []
  let rest = 0
  let open: { language: string; from: number } | undefined
  for (const [index, line] of lines.entries()) {
    const language = beginning.exec(line)?.[1]?.toLowerCase()
    if (open && end.test(line)) {
      blocks.push({ language: open.language, body: lines.slice(open.from, index).join('\n'), open: false })
      rest = prose.length
      open = undefined
    } else if (!open && language !== undefined) open = { language, from: index + 1 }
    else if (!open) prose.push(line)
  }
  if (open) {
    const body = lines.slice(open.from)
    if (ours.includes(open.language)) blocks.push({ language: open.language, body: body.join('\n'), open: true })
    else for (const line of body) prose.push(line)
  }
  return { blocks, prose: prose.join('\n'), rest: prose.slice(rest).join('\n') }
}
