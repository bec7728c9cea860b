/** How an answer ended: of its own, at a limit of length, at a filter, or because something gave up on it. */
export type End = 'whole' | 'length' | 'filtered' | 'broken'

/** Words for it that servers use beside those of the protocol; matched without regard to case. */
const words: readonly (readonly [End, RegExp])[] = [
  ['whole', /^(stop|tool_calls?|function_call|tool_use|end_turn|stop_sequence|eos|eos_token|complete|completed)$/i],
  ['length', /length|max_?(output_)?tokens|token_limit/i],
  ['filtered', /filter|safety|sensitive|recitation|prohibited|blocklist|spii|refusal/i],
]

const longestWord = 40

/** What a finish_reason means. One that nobody knows is no end to be relied upon. */
export function endOf(finish: string): End {
  const known = finish.length <= longestWord && words.find(([, pattern]) => pattern.test(finish))
  return known ? known[0] : 'broken'
}

/** What a person can do about answers that are cut off. */
export const allowLonger =
  'Allow longer answers at the endpoint: its limit of output tokens, or the context length of a local server.'
