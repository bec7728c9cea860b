/** What a screen shows between its head and its foot, however long; `focus` are the first and last line that must be seen. */
export interface Body {
  lines: readonly string[]
  focus?: readonly [number, number] | undefined
}

/** The first line to be shown of a body: where the person has moved to, else so that the focus is seen. */
export function topOf({ focus, lines }: Body, height: number, wanted: number | undefined): number {
  const last = Math.max(0, lines.length - height)
  if (wanted !== undefined) return Math.min(last, Math.max(0, wanted))
  return Math.min(last, Math.max(0, (focus?.[1] ?? 0) - height + 2))
}
