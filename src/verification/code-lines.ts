import { readSource } from './source-text.ts'

/**
 * The lines that hold code, each as the offsets of its characters that are neither space nor comment.
 * `types: false` leaves out lines of declarations that vanish before anything runs.
 */
export function codeLines(source: string, options: { types: boolean }): number[][] {
  const { code } = readSource(source)
  const text = options.types ? code : withoutTypes(code)
  const lines: number[][] = []
  let line: number[] = []
  for (let at = 0; at <= text.length; at++) {
    const char = text[at]
    if (char === undefined || char === '\n') {
      if (line.length) lines.push(line)
      line = []
    } else if (!/\s/.test(char)) line.push(at)
  }
  return lines
}

const declaration = /^(?:export\s+)?(?:declare\b|interface\s+\w|type\s+[\w$]+\s*[=<]|(?:import|export)\s+type\b)/

/** Blanks `interface`, `type`, `declare` and type-only imports at the top level of code whose strings are blank already. */
function withoutTypes(code: string): string {
  const lines = code.split('\n')
  const kept: string[] = []
  for (let index = 0; index < lines.length; index++) {
    if (!declaration.test(lines[index]!)) {
      kept.push(lines[index]!)
      continue
    }
    let depth = 0
    for (; index < lines.length; index++) {
      const line = lines[index]!
      depth += (line.match(/[{([<]/g) ?? []).length - (line.replace(/=>/g, '').match(/[})\]>]/g) ?? []).length
      kept.push(' '.repeat(line.length))
      const goesOn = /[=|&,?:]\s*$/.test(line) || /^\s*[|&?:]/.test(lines[index + 1] ?? '')
      if (depth <= 0 && !goesOn) break
    }
  }
  return kept.join('\n')
}
