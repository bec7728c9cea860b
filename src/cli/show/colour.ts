import { WriteStream } from 'node:tty'
import { styleText } from 'node:util'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Whether text may have colour and weight there. NO_COLOR says no (https://no-color.org), then FORCE_COLOR says yes or no;
 * otherwise Node knows what the terminal can do: nothing if it is dumb, none, or a CI of which that is not known.
 */
export function hasColour(stream: { isTTY?: boolean }, env: Env): boolean {
  if (env.NO_COLOR || (stream.isTTY !== true && env.FORCE_COLOR === undefined)) return false
  return WriteStream.prototype.getColorDepth(env) > 1
}

/** Whether a line can be written over: only a real terminal, of which nothing plain is wanted. */
export function canWriteOver(stream: { isTTY?: boolean }, env: Env): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb' && !env.CI
}

type Styled = (text: string) => string

/** How text stands out: by weight, by a line below, and by two of the sixteen colours that a theme makes readable. */
export interface Style {
  strong: Styled
  under: Styled
  good: Styled
  bad: Styled
}

export function styleFor(colour: boolean): Style {
  const style =
    (format: Parameters<typeof styleText>[0]): Styled =>
    (text) =>
      colour ? styleText(format, text, { validateStream: false }) : text
  return { strong: style('bold'), under: style('underline'), good: style('green'), bad: style('red') }
}
