/** A path as it is typed in a shell, whatever it holds, on one line. */
export function shellWord(path: string): string {
  if (/^[\w./@:+-]+$/.test(path)) return path
  if (!/\p{Cc}/u.test(path)) return `'${path.replaceAll("'", "'\\''")}'`
  const escaped = path
    .replace(/[\\']/g, '\\$&')
    .replace(/\p{Cc}/gu, (one) => `\\x${one.codePointAt(0)!.toString(16).padStart(2, '0')}`)
  return `$'${escaped}'`
}
