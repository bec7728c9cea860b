import { stepNames } from '../../events.ts'
import { cleanAll } from '../show/clean.ts'
import { type Style, styleFor } from '../show/colour.ts'
import { type Body, topOf } from './body.ts'
import { planBody, sections } from './planned.ts'
import { runLines } from './running.ts'
import type { Talk } from './state.ts'
import { goalLines, understoodBody } from './understood.ts'
import { wrapped } from './wrap.ts'

const names = { understood: 'Understood', plan: 'The plan', run: 'The run' } as const

/** What is done once there is a plan. */
const making = stepNames.filter((name) => name !== 'interpret' && name !== 'resolve')

/** The lines of the window: a pure function of the state. One row stays free, so that no terminal scrolls. */
export function frame(given: Talk, style: Style): string[] {
  // Goals, catalogues and what tests say are not trusted to steer a terminal.
  const talk = cleanAll(given)
  const body = bodyOf(talk, style)
  const height = heightFor(talk)
  const top = topOf(body, height, talk.top)
  const seen = body.lines.slice(top, top + height)
  const rest = [...Array(Math.max(0, height - seen.length))].map(() => '')
  const place = body.lines.length > height ? `Lines ${top + 1} to ${top + seen.length} of ${body.lines.length}` : ''
  return [...head(talk, style), ...seen, ...rest, ...foot(talk, style, place)]
}

const plain = styleFor(false)

/** Lines that there are for the body. */
export function heightFor(talk: Talk): number {
  return Math.max(3, talk.rows - 1 - head(talk, plain).length - foot(talk, plain, '').length)
}

export function bodyOf(talk: Talk, style: Style): Body {
  if (talk.explains) return { lines: explanation(talk, style) }
  if (talk.screen === 'understood') {
    const { focus, lines } = understoodBody(talk, style)
    const long = pinned(talk, style) ? [] : [...goalLines(talk, style), '']
    return { lines: [...long, ...lines], focus: focus && [focus[0] + long.length, focus[1] + long.length] }
  }
  if (talk.screen === 'plan') return planBody(talk, style)
  const { columns: width, progress } = talk
  return { lines: runLines(progress, { width, style, height: heightFor(talk), toCome: making }) }
}

/** The goal, where it stays in sight while the rest of the screen moves. */
function pinned(talk: Talk, style: Style): string[] | undefined {
  const lines = goalLines(talk, style)
  return lines.length <= talk.rows / 4 ? [...lines, ''] : undefined
}

function head(talk: Talk, style: Style): string[] {
  const { columns, explains, screen } = talk
  const all = Object.entries(names).map(([id, name], index) =>
    id === screen ? style.strong(`[${index + 1} ${name}]`) : `${index + 1} ${name}`,
  )
  const goal = screen === 'understood' && !explains ? (pinned(talk, style) ?? []) : []
  return [...wrapped(`compose  ${all.join('  ')}`, columns), '', ...goal]
}

/** What there is to be told, where one is, and what the keys do. The place has its line whether or not it is needed. */
function foot(talk: Talk, style: Style, place: string): string[] {
  const { columns, notice } = talk
  return [place, ...(notice ? wrapped(style.bad(notice), columns) : []), ...wrapped(keysOf(talk), columns)]
}

function keysOf({ approving, draft, explains, reading, screen, stopping, typing }: Talk): string {
  if (explains) return 'Any key back'
  if (screen === 'run') return stopping ? 'Stopping; nothing is half-written' : 'Ctrl-C stop; nothing is half-written'
  if (reading) return 'q leave'
  if (typing) return 'Enter read it  Esc back  Ctrl-C leave'
  if (screen === 'understood') return 'Up/Down Enter choose  w reword the goal  e edit the plan  ? explain  q leave'
  if (approving) return 'y approve and make it  any other key back'
  return draft
    ? 'e edit again  x drop what you saved  q leave'
    : 'Tab next part  Up/Down move  e edit  b back  ? explain  Enter make it  q leave'
}

function explanation({ columns, screen, section }: Talk, style: Style): string[] {
  const about =
    screen === 'understood'
      ? [
          'What stands in [brackets] of your goal was read, and its number says below what it became. What stands in {braces} was not.',
          'A time, an amount, a rule, a person or something unwanted that nothing comes of waits for you: say it otherwise, take it out, or go on without it.',
          'An open question is answered by a choice, by words that are added to the goal, or in the plan itself. The goal is then read again.',
        ]
      : [sections[section]!.about, 'Nothing is made before you press Enter. What e saves is checked before it counts.']
  return [
    style.strong(screen === 'understood' ? names.understood : sections[section]!.name),
    ...about.flatMap((text) => ['', ...wrapped(text, columns, '  ')]),
  ]
}
