import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

export const widthOf = stringWidth

/** A text in lines of at most a width, whatever is in it; what follows the first stands `hanging` further right. */
export function wrapped(text: string, width: number, indent = '', hanging = indent): string[] {
  const room = Math.max(1, width - Math.max(widthOf(indent), widthOf(hanging)))
  return wrapAnsi(text, room, { hard: true })
    .split('\n')
    .map((line, index) => (line === '' ? '' : `${index === 0 ? indent : hanging}${line}`.trimEnd()))
}

/** A text with spaces behind it up to a width. */
export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))
