/** Codes, event types and paths as people would say them: in-progress, dev.compose.case.opened.v1, /components/audit. */
export function inWords(code: string): string {
  const words = code
    .replace(/^dev\.compose\.(.+)\.v\d+$/, '$1')
    .replace(/^\/components\//, '')
    .replace(/[.-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
