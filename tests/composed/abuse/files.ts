/** What a spreadsheet takes a cell for a formula by: the marks of OWASP, and their wide forms. */
export const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/

/** The cells of a CSV file, line by line, as a spreadsheet reads them (RFC 4180). */
export function cellsOf(file: string): string[][] {
  const lines: string[][] = [[]]
  for (const [, quoted, plain = '', end] of file
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/g)) {
    lines.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '') break
    if (end !== ',') lines.push([])
  }
  // The last line has an end as well.
  return lines.filter((line) => line.length > 1 || line[0] !== '')
}
