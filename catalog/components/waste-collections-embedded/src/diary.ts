import { Problem } from '@composed/kit'
import type { components } from '../../../capabilities/waste-collections/contract.ts'
import { dayText, plusDays, weekday } from './days.ts'
import { lastRound, nextRounds, roundsOf } from './rounds.ts'
import type { RoundsFile } from './rounds-file.ts'
import { readRule, ruleText } from './rrule.ts'

type Schemas = components['schemas']

/** What is asked of a file of rounds, on a day at a time of it. Throws Problem not-found for a property that it does not have. */
export interface Diary {
  placesAt(postcode: string): Schemas['CollectionPlace'][]
  collectionsOf(uprn: string, today: string): Schemas['Collection'][]
  missedOf(uprn: string, today: string, time: string): Schemas['MissedCollection'][]
  /** The last of each container for which it is neither too early nor too late to be reported. */
  reportableOf(uprn: string, today: string, time: string): Schemas['ReportableCollection'][]
  roundsOn(day: string): Schemas['Round'][]
}

// Flat 2 comes before Flat 10.
const streetOrder = new Intl.Collator('en-GB', { numeric: true })

export function diaryOf(file: RoundsFile, isBankHoliday: (day: string) => boolean): Diary {
  const { changes } = file
  const plans = new Map(file.roundPlans.map((plan) => [plan.id, plan]))
  const containers = new Map(file.containers.map((container) => [container.id, container]))
  const byUprn = new Map(file.places.map((place) => [place.uprn, place]))
  const byPostcode = Map.groupBy(file.places, ({ postcode }) => postcode)

  const collectedFrom = (uprn: string) => {
    const place = byUprn.get(uprn)
    if (!place) throw new Problem('not-found', 'Nothing is collected from this property.')
    return place.collections.map((one) => ({
      container: containers.get(one.container)!,
      plan: plans.get(one.roundPlan)!,
    }))
  }
  const isWorkingDay = (day: string) => weekday(day) < 5 && !isBankHoliday(day)
  const afterWorkingDays = (day: string, count: number): string => {
    let end = day
    for (let left = count; left > 0; ) {
      end = plusDays(end, 1)
      if (isWorkingDay(end)) left -= 1
    }
    return end
  }

  return {
    placesAt: (postcode) =>
      (byPostcode.get(postcode) ?? [])
        .map(({ uprn, address }) => ({ uprn, address }))
        .sort((a, b) => streetOrder.compare(a.address, b.address)),
    collectionsOf: (uprn, today) =>
      collectedFrom(uprn)
        .flatMap(({ container: { name, stream, description }, plan }) => {
          const [next, following] = nextRounds(plan, changes, today)
          if (next === undefined) return []
          return [
            {
              name,
              stream,
              ...(description === undefined ? {} : { description }),
              next,
              ...(following === undefined ? {} : { following }),
              frequency: ruleText(readRule(plan.rrule)!),
              roundPlan: plan.id,
            },
          ]
        })
        .sort((a, b) => (a.next < b.next ? -1 : a.next > b.next ? 1 : 0)),
    missedOf: (uprn, today, time) =>
      collectedFrom(uprn).flatMap(({ container: { name }, plan }) => {
        const last = lastRound(plan, changes, today)
        if (last === undefined) return []
        const reportUntil = afterWorkingDays(last, file.missed.workingDays)
        const begun = last < today || time >= file.missed.from
        return [{ name, last, reportUntil, canReport: begun && today <= reportUntil }]
      }),
    reportableOf: (uprn, today, time) => {
      // Of a round that is still under way the one before counts.
      const until = time >= file.missed.from ? today : plusDays(today, -1)
      return collectedFrom(uprn)
        .flatMap(({ container: { name }, plan }) => {
          const last = lastRound(plan, changes, until)
          return last !== undefined && today <= afterWorkingDays(last, file.missed.workingDays) ? [{ name, last }] : []
        })
        .sort((a, b) => (a.last < b.last ? 1 : a.last > b.last ? -1 : 0))
        .map(({ name, last }) => ({ collection: `${name}, ${dayText(last)}` }))
    },
    roundsOn: (day) =>
      file.roundPlans.flatMap((plan) =>
        roundsOf(plan, changes, day, day).length > 0 ? [{ plan: plan.id, date: day }] : [],
      ),
  }
}
