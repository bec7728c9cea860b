/** A cell that a spreadsheet would run as a formula is prefixed; one that holds a mark of the format is quoted (RFC 4180). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLine = (cells: string[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** Without it spreadsheets take UTF-8 for something else. */
export const BYTE_ORDER_MARK = '\uFEFF'

// As Sweden writes them, which spreadsheets know as moments and sort.
const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/London' })

/** A moment by the clocks of London: 2026-11-21 17:00. What is none comes back unchanged. */
export function csvMoment(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : format.format(date)
}

/** Pence in pounds, as a number that spreadsheets add up: 12.50 */
export const csvMoney = (pence: number): string => (pence / 100).toFixed(2)
