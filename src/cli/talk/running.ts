import type { Style } from '../show/colour.ts'
import { inWords } from '../show/duration.ts'
import { blocks } from './blocks.ts'
import type { Progress } from './progress.ts'
import { wrapped } from './wrap.ts'

/** Lines of a failure that are shown while the others still run; the report has all of it. */
const longestFailure = 8

/** How far a run is, in at most so many lines: steps with their times, tests as they end, the first failure at once. */
export function runLines(
  progress: Progress,
  { height, style, toCome, width }: { height: number; width: number; style: Style; toCome: readonly string[] },
): string[] {
  const { began, doing, failed, firstFailure, now, parts, passed, said, steps } = progress
  const on = blocks(style)
  const later = toCome.filter((name) => !steps.some((step) => step.name === name))
  on.table([
    ...steps.map(({ name, since, took }) => [
      took === undefined ? 'at work' : 'done',
      name,
      took === undefined ? seconds(now - since) : inWords(took),
    ]),
    ...later.map((name) => ['to come', name, '']),
  ])
  const lines = [...(doing ? wrapped(style.strong(doing), width) : []), ...on.lines(width)]
  if (passed + parts + failed > 0) lines.push('', ...wrapped(counted(progress), width, '  '))
  if (firstFailure) {
    const { file, message = '', test } = firstFailure
    lines.push('', ...wrapped(style.bad(`Failed: ${test}`), width), ...wrapped(file, width, '  '))
    lines.push(...wrapped(message, width, '  ').slice(0, longestFailure))
  }
  const room = height - lines.length - 3
  const heard = said.flatMap((line) => wrapped(line, width, '  ', '    '))
  if (room > 0 && heard.length > 0) lines.push('', ...heard.slice(-room))
  return [...lines, '', `${seconds(now - began)} in all`]
}

function counted({ failed, of, parts, passed }: Progress): string {
  const said = [
    // Some are not written down before: there may be more of them than were expected.
    `${passed}${passed > of ? '' : ` of ${of}`} tests of the service passed`,
    ...(parts > 0 ? [`${parts} of its parts`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  return said.join(', ')
}

/** Whole seconds: a figure that changes with each frame cannot be read. */
const seconds = (milliseconds: number): string => `${Math.floor(milliseconds / 1000)} s`
