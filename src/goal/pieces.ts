import { clausesOf } from './clauses.ts'
import type { Heard, Piece } from './heard.ts'
import { pricesInWords } from './prices.ts'
import { phrasesOf } from './rule-forms.ts'
import type { Found } from './values/value.ts'
import { overlaps, type Span, spanOf } from './words.ts'

/** What something is compared with, which is no finding of its own: "if they live alone and are over 75". */
const isCompared = ({ value }: Found): boolean =>
  value.kind === 'age' || (value.kind === 'number' && value.border !== undefined)

/** The clauses of a sentence; the one that names the service piece by piece: what stands between its names is one each. */
export function piecesOf(heard: Heard): Piece[] {
  const { halfRead, outcomes, placed, ruleSpans, sentence, unwanted, values } = heard
  const spansOf = (all: readonly Found[]) => all.map(({ span }) => span)
  return clausesOf(sentence, {
    values: [...spansOf(values.filter((one) => !isCompared(one))), ...pricesInWords(sentence)],
    compared: spansOf(values.filter(isCompared)),
    whole: [...ruleSpans, ...halfRead],
    unwanted: [...unwanted, ...halfRead],
    naming: placed,
    outcome: phrasesOf(outcomes),
  }).flatMap((clause) => pieces(clause, heard))
}

function pieces(clause: Span, heard: Heard): Piece[] {
  const { naming, placed, sentence } = heard
  if (!overlaps(clause, placed)) return [{ clause, named: false, behind: '' }]
  const names = naming.filter((one) => overlaps(one, clause)).sort((a, b) => a.start - b.start)
  const found: Piece[] = []
  let from = clause.start
  let behind = ''
  for (const name of names) {
    if (name.start > from) found.push({ clause: spanOf(sentence, from, name.start), named: true, behind })
    if (name.end > from) behind = name.text
    from = Math.max(from, name.end)
  }
  if (from < clause.end) found.push({ clause: spanOf(sentence, from, clause.end), named: true, behind })
  return found
    .flatMap((piece) => thingAndWhom(piece, heard))
    .filter(({ clause: { text } }) => /[\p{L}\p{N}]/u.test(text))
}

/** "An NHS health check for people aged 40 to 74": what it is, and whom it is for. */
function thingAndWhom(piece: Piece, { sentence, values }: Heard): Piece[] {
  const { clause } = piece
  const at = clause.start + clause.text.search(/(?<=\S)\s+(?:only )?(?:for|open to)\s/)
  const inside = values.filter(({ span }) => overlaps(span, clause))
  if (at < clause.start || !inside.every((one) => isCompared(one) && one.span.start > at) || inside.length === 0)
    return [piece]
  return [
    { ...piece, clause: spanOf(sentence, clause.start, at) },
    { ...piece, clause: spanOf(sentence, at, clause.end), behind: '' },
  ]
}
