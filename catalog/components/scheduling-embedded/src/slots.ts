import { dayOf, instantOf } from './london.ts'
import type { OpenOn } from './opening-hours.ts'

export interface Slot {
  startsAt: Date
  endsAt: Date
}

/**
 * The slots of a day: one behind the other from each opening on, as long as they end before it closes. Each lasts as long as
 * it says also when the clock changes meanwhile: the hour that is left out has none, and the one that comes twice has its own
 * both times.
 */
export function slotsOn(day: string, opens: OpenOn, minutes: number): Slot[] {
  const length = minutes * 60_000
  return opens(day).flatMap(({ from, until }) => {
    const end = instantOf(day, until).getTime()
    const slots: Slot[] = []
    for (let at = instantOf(day, from).getTime(); at + length <= end; at += length)
      slots.push({ startsAt: new Date(at), endsAt: new Date(at + length) })
    return slots
  })
}

/** The slot that begins at an instant, if one does. */
export function slotAt(startsAt: Date, opens: OpenOn, minutes: number): Slot | undefined {
  return slotsOn(dayOf(startsAt), opens, minutes).find((slot) => slot.startsAt.getTime() === startsAt.getTime())
}

/** recycling-centre at nine on the last of November → recycling-centre.20261130T0900Z */
export function writeSlotId(bookable: string, startsAt: Date): string {
  return `${bookable}.${startsAt.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`
}

/** What the contract lets through, taken apart. The instant is no date where the id names a day that there is not. */
export function readSlotId(slotId: string): { bookable: string; startsAt: Date } {
  const [bookable = '', at = ''] = slotId.split('.')
  return { bookable, startsAt: new Date(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5Z')) }
}
