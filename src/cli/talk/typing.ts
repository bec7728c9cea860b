/** A line that is being typed; `at` counts characters as people see them. */
export interface Typing {
  text: string
  at: number
}

/** A key as screens know it. `text` is what was typed or pasted, or the letter that went with Ctrl. */
export interface Key {
  name:
    | 'up'
    | 'down'
    | 'left'
    | 'right'
    | 'page-up'
    | 'page-down'
    | 'home'
    | 'end'
    | 'enter'
    | 'escape'
    | 'tab'
    | 'back-tab'
    | 'backspace'
    | 'delete'
    | 'ctrl'
    | 'text'
    | 'none'
  text?: string
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const lettersOf = (text: string): string[] => [...letters.segment(text)].map(({ segment }) => segment)

export const typingOf = (text: string): Typing => ({ text, at: lettersOf(text).length })

/** The line with a mark where the next letter goes. */
export function shown({ text, at }: Typing): string {
  const all = lettersOf(text)
  return `${all.slice(0, at).join('')}│${all.slice(at).join('')}`
}

/** The line after a key; keys that mean nothing to a line leave it as it is. */
export function typed(line: Typing, { name, text = '' }: Key): Typing {
  const all = lettersOf(line.text)
  const { at } = line
  const put = (from: number, to: number, between: readonly string[] = []): Typing => ({
    text: [...all.slice(0, from), ...between, ...all.slice(to)].join(''),
    at: from + between.length,
  })
  const move = (to: number): Typing => ({ ...line, at: Math.min(all.length, Math.max(0, to)) })
  if (name === 'text') return put(at, at, lettersOf(text.replace(/\s+/g, ' ')))
  if (name === 'backspace') return at === 0 ? line : put(at - 1, at)
  if (name === 'delete') return put(at, Math.min(all.length, at + 1))
  if (name === 'left') return move(at - 1)
  if (name === 'right') return move(at + 1)
  if (name === 'home' || (name === 'ctrl' && text === 'a')) return move(0)
  if (name === 'end' || (name === 'ctrl' && text === 'e')) return move(all.length)
  if (name === 'ctrl' && text === 'u') return put(0, at)
  if (name === 'ctrl' && text === 'k') return put(at, all.length)
  return line
}
