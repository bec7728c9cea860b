import { type Placed, placesIn } from '../../goal/places.ts'
import type { Plan } from '../../schema.ts'
import type { Style } from '../show/colour.ts'
import { type Said, saidIn } from '../show/said.ts'
import { blocks } from './blocks.ts'
import type { Body } from './body.ts'
import { itemsOf } from './items.ts'
import type { Talk } from './state.ts'
import { shown } from './typing.ts'
import { wrapped } from './wrap.ts'

/** Words of the goal, and what came of them; nothing where nothing did. */
interface Mark {
  words: string
  became: readonly Said[]
  /** Of what nothing came: what is lost with it. */
  lost?: Plan['unread'][number]['kind'] | undefined
}

/** The goal with its marks. It stays in sight, unless it is so long that nothing else would. */
export function goalLines({ columns, goal, read }: Talk, style: Style): string[] {
  const places = read?.plan ? placesIn(goal.sentence, marksOf(read.plan)) : []
  return wrapped(marked(goal.sentence, places, style), columns, '  ')
}

/** The first screen: what each word of the goal became, and what waits for the person. */
export function understoodBody(talk: Talk, style: Style): Body {
  const { columns: width, goal, read, reading } = talk
  if (reading) return { lines: ['The goal is read …'] }
  const lines = read?.plan ? became(read.plan, goal.sentence, style).lines(width) : []
  const { focus, lines: waiting } = waitingLines(talk, style)
  const from = lines.length === 0 ? 0 : lines.length + 1
  return {
    lines: [...lines, ...(from === 0 ? [] : ['']), ...waiting],
    focus: focus && [focus[0] + from, focus[1] + from],
  }
}

/** What is known of the words of a goal. What rests on a part of other words stands with those. */
function marksOf(plan: Plan): Mark[] {
  const { intent, pattern, unread } = plan
  const found: Said[] = [
    { what: 'pattern', becomes: `${pattern.name} ${pattern.version}`, because: intent.patternBecause },
    ...saidIn(plan),
    ...intent.fields.map(({ because, title }) => ({ what: 'question', becomes: title, because })),
    ...intent.capabilities.map(({ because, id }) => ({ what: 'part', becomes: id, because })),
  ]
  const marks = new Map<string, Said[]>()
  for (const said of found.toSorted((a, b) => b.because.length - a.because.length)) {
    const words = [...marks.keys()].find((one) => one !== '' && said.because !== '' && one.includes(said.because))
    const under = words ?? said.because
    marks.set(under, [...(marks.get(under) ?? []), said])
  }
  return [
    ...[...marks].map(([words, became]) => ({ words, became })),
    ...unread.map(({ kind, words }) => ({ words, became: [], lost: kind })),
  ]
}

/** What changes nothing that is decided has no number: nothing below is about it. */
const numbered = ({ lost }: Mark): boolean => lost !== 'note'

/** The sentence, with brackets around what was read and the number of its line below, and braces around what was not. */
function marked(sentence: string, places: readonly Placed<Mark>[], style: Style): string {
  let from = 0
  let count = 0
  const pieces: string[] = []
  for (const { end, of, start, text } of places) {
    const said = numbered(of) ? `${++count}: ${text}` : text
    pieces.push(sentence.slice(from, start), of.lost ? style.under(`{${said}}`) : style.good(`[${said}]`))
    from = end
  }
  return [...pieces, sentence.slice(from)].join('')
}

function became(plan: Plan, sentence: string, style: Style) {
  const marks = marksOf(plan)
  const places = placesIn(sentence, marks).filter(({ of }) => numbered(of))
  const on = blocks(style)
  on.heading('What it became')
  on.table([
    ...places.flatMap(({ of: { became, lost } }, index) =>
      lost
        ? [[`${index + 1}`, 'not read', lost]]
        : became.map(({ becomes, what }, line) => [line === 0 ? `${index + 1}` : '', what, becomes]),
    ),
    ...marks
      .filter((mark) => !places.some(({ of }) => of === mark))
      .flatMap((mark) => mark.became.map(({ becomes, what }) => ['', what, becomes])),
  ])
  const notes = plan.unread.filter(({ kind }) => kind === 'note')
  if (notes.length > 0) on.line(`  Words in {braces} without a number change nothing that is decided.`)
  return on
}

/** What waits, with the marked choice, or the line that is typed. */
function waitingLines(talk: Talk, style: Style): Body {
  const { at, columns: width, typing } = talk
  if (typing) {
    const lines = [
      style.strong(typing.purpose.for === 'sentence' ? 'The goal in other words' : 'In other words'),
      ...wrapped(shown(typing), width, '> ', '  '),
      ...wrapped('Enter reads the goal again with it; Esc leaves it as it was.', width, '  '),
    ]
    return { lines, focus: [0, lines.length - 1] }
  }
  const lines: string[] = []
  let focus: [number, number] | undefined
  let count = 0
  for (const { advice, choices, settled, title } of itemsOf(talk)) {
    const begin = lines.length
    if (title)
      lines.push(
        ...wrapped(`${settled ? style.good('settled') : style.bad('waits for you')}  ${title}`, width, '', '  '),
      )
    if (advice) lines.push(...wrapped(advice, width, '  '))
    for (const { label } of choices) {
      const mine = count === at
      if (mine) focus = [Math.max(begin, lines.length - 6), lines.length]
      lines.push(...wrapped(mine ? style.strong(label) : label, width, mine ? '  > ' : '    ', '      '))
      count += 1
    }
    lines.push('')
  }
  return { lines: lines.slice(0, -1), focus }
}
