/** A string of a source text, with the offset of its opening quote. Templates are only listed when they hold no `${}`. */
export interface Literal {
  at: number
  value: string
}

export interface SourceText {
  /** The same length and lines as the source; comments and the insides of strings are spaces. */
  code: string
  literals: Literal[]
}

/** What may stand before a `/` that begins a regular expression; after anything else it divides. */
const beforeRegex = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))\s*$/

/** Splits JavaScript or TypeScript into code, comments and strings, without parsing it. Offsets are UTF-16 units. */
export function readSource(source: string): SourceText {
  const out = source.split('')
  const literals: Literal[] = []
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (out[at] !== '\n' && out[at] !== '\r') out[at] = ' '
  }
  // One entry per template that is open; counts the braces opened inside its `${`.
  const templates: number[] = []
  const template = (start: number): number => {
    let end = start
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1
    blank(start, Math.min(end, source.length))
    if (source[end] === '$') {
      templates.push(0)
      return end + 2
    }
    return end + 1
  }
  let at = 0
  while (at < source.length) {
    const char = source[at]!
    if (source.startsWith('//', at) || (at === 0 && source.startsWith('#!'))) {
      const end = lineEnd(source, at)
      blank(at, end)
      at = end
    } else if (source.startsWith('/*', at)) {
      const close = source.indexOf('*/', at + 2)
      const end = close === -1 ? source.length : close + 2
      blank(at, end)
      at = end
    } else if (char === "'" || char === '"') {
      let end = at + 1
      while (end < source.length && source[end] !== char && source[end] !== '\n') end += source[end] === '\\' ? 2 : 1
      literals.push({ at, value: source.slice(at + 1, end) })
      blank(at + 1, end)
      at = end + 1
    } else if (char === '`') {
      const depth = templates.length
      const end = template(at + 1)
      if (templates.length === depth) literals.push({ at, value: source.slice(at + 1, end - 1) })
      at = end
    } else if (char === '/' && beforeRegex.test(out.slice(Math.max(0, at - 40), at).join(''))) {
      const end = regexEnd(source, at)
      blank(at + 1, end - 1)
      at = end
    } else {
      if (templates.length > 0 && char === '{') templates[templates.length - 1]! += 1
      if (templates.length > 0 && char === '}') {
        if (templates.at(-1) === 0) {
          templates.pop()
          at = template(at + 1)
          continue
        }
        templates[templates.length - 1]! -= 1
      }
      at += 1
    }
  }
  return { code: out.join(''), literals }
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end === -1 ? source.length : end
}

function regexEnd(source: string, start: number): number {
  let inClass = false
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at]
    if (char === '\n') return start + 1
    if (char === '\\') at += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '/' && !inClass) return at + 1
  }
  return start + 1
}

/** The one-based line of an offset. */
export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}
