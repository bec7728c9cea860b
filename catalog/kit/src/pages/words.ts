/** Codes, names, event types and paths as people would say them: in-progress, riskOfHarm, dev.compose.case.opened.v1, /components/audit. */
export function inWords(code: string): string {
  const words = code
    .replace(/^dev\.compose\.(.+)\.v\d+$/, '$1')
    .replace(/^\/components\//, '')
    .replace(/[.-]/g, ' ')
    .replace(/(?<=[a-z0-9])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
