import { digestOf } from '../digest.ts'

/** What tools do to the bytes of a file without anybody having changed what it says. */
export type Alteration = 'other line endings' | 'another beginning (a byte order mark)' | 'another last line break'

const mark = Buffer.from([0xef, 0xbb, 0xbf])
const withoutMark = (bytes: Buffer) => (bytes.subarray(0, 3).equals(mark) ? bytes.subarray(3) : bytes)
const withLineFeeds = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')

/** Each way of taking it back; an editor that writes a mark mostly writes its system's line endings too. */
const undoings: readonly [Alteration, (bytes: Buffer) => Buffer][] = [
  ['other line endings', withLineFeeds],
  ['another beginning (a byte order mark)', withoutMark],
  ['another beginning (a byte order mark)', (bytes) => withLineFeeds(withoutMark(bytes))],
  ['another last line break', (bytes) => Buffer.concat([bytes, Buffer.from('\n')])],
  ['another last line break', (bytes) => (bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes)],
]

/** What git or an editor did to a file that once had this digest; undefined when somebody really changed it. */
export function alterationOf(bytes: Buffer, digest: string): Alteration | undefined {
  return undoings.find(([, undo]) => digestOf(undo(bytes)) === digest)?.[0]
}

/** Who mostly does it, and how to be rid of it. */
export const remedies: Readonly<Record<Alteration, string>> = {
  'other line endings':
    'Git turned LF into CRLF (core.autocrlf), or an editor did. Clone it again with: git clone -c core.autocrlf=false',
  'another beginning (a byte order mark)': 'An editor put it in front. Save as UTF-8 without it, or take what git has.',
  'another last line break':
    'An editor added a line break at their end, or took one away. Put that right, or take what git has.',
}

/** A few of many paths. */
export function someOf(paths: readonly string[]): string {
  return paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '')
}
