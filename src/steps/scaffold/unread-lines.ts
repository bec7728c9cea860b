import type { Composition } from '../../schema.ts'
import { commented } from './code.ts'

/** Words of the goal that nothing comes of, each as a line of Markdown. */
export function unreadLines({ unread = [] }: Pick<Composition, 'unread'>): string[] {
  return unread.map(({ kind, words }) => `"${commented(words)}"${kind === 'note' ? '' : ` (${kind})`}`)
}
