const open = /^\s*<(think|thinking|thought|thoughts|reasoning)>/i
const close = /<\/(?:think|thinking|thought|thoughts|reasoning)>/i

/**
 * What a model answers without what it thinks aloud before it, between <think> and </think>. Templates that begin the thought
 * for the model leave only its end in the answer. A thought that never ends is followed by no answer.
 */
export function withoutThoughts(text: string): string {
  const opened = open.test(text)
  const end = close.exec(text)
  if (!end) return opened ? '' : text
  const before = text.slice(0, end.index)
  // In the text of an answer the mark ends nothing.
  if (!opened && /^\s*(\{|```)/.test(before)) return text
  return withoutThoughts(text.slice(end.index + end[0].length))
}
