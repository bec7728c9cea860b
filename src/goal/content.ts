import { type Span, spanOf, without } from './words.ts'

const plain = new Set(
  'a an the and or but of for to in on by with within that this it is are be as at from our we us i my their them they people person build make create set up want need needs service services system app tool please online digital public new where when if then who which whose there so can could should must will would about into through via also me do does give'.split(
    ' ',
  ),
)

/** The words of a text that say something, each where it stands. A number counts as one. */
export function contentIn(text: string): Span[] {
  return [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*/gu)]
    .map(({ 0: said, index }) => spanOf(text, index, index + said.length))
    .filter(({ text: said }) => /\d/.test(said) || (said.length > 1 && !plain.has(said.toLowerCase())))
}

/** Those of a stretch of the sentence that none of some spans holds. */
export function contentBeside(
  sentence: string,
  { start, end }: Pick<Span, 'start' | 'end'>,
  read: readonly Span[],
): Span[] {
  const inside = read
    .filter((one) => one.start < end && start < one.end)
    .map((one) => ({ start: Math.max(0, one.start - start), end: Math.min(end, one.end) - start }))
  return contentIn(without(sentence.slice(start, end), inside)).map((one) =>
    spanOf(sentence, start + one.start, start + one.end),
  )
}
