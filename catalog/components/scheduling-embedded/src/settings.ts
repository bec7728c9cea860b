import { bankHolidaysBy, type IsBankHoliday } from '@composed/kit/bank-holidays'

export interface Settings {
  holdMinutes: number
  daysAhead: number
  retentionDays: number
  isBankHoliday: IsBankHoliday
}

/** What the component's environment says. @throws Error that names the setting that is wrong */
export function settingsOf(config: Record<string, string | undefined>): Settings {
  return {
    holdMinutes: whole(config, 'HOLD_MINUTES', 15),
    daysAhead: whole(config, 'BOOKING_DAYS_AHEAD', 90),
    retentionDays: whole(config, 'BOOKING_RETENTION_DAYS', 730),
    isBankHoliday: bankHolidaysBy(config),
  }
}

function whole(config: Record<string, string | undefined>, name: string, usual: number): number {
  const given = Number(config[name] ?? usual)
  if (!Number.isInteger(given) || given < 1)
    throw new Error(`${name} is not a whole number from 1 on. Give one, or leave it out for ${usual}.`)
  return given
}
