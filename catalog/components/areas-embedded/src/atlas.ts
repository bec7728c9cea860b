import { Problem } from '@composed/kit'
import type { components } from '../../../capabilities/areas/contract.ts'
import { type AreasFile, elected } from './areas-file.ts'

type Schemas = components['schemas']
export type Area = Schemas['Area']
export type Councillor = Schemas['Councillor']

/** A file of areas as it is asked. Everything throws Problem not-found for a place that the file does not have. */
export interface Atlas {
  areasAt(postcode: string, kind?: Area['kind']): Area[]
  areasOf(uprn: string, kind?: Area['kind']): Area[]
  councillorsAt(postcode: string): Councillor[]
  councillorsOf(ward: string): Councillor[]
  zoneAt(postcode: string): Schemas['Zone']
}

/** In which order the kinds of areas are told. */
const order: readonly Area['kind'][] = ['ward', 'division', 'constituency', 'parish', 'zone', 'catchment']

export function atlasOf({ areas, councillors, places }: AreasFile): Atlas {
  const byCode = new Map(areas.map((area) => [area.code, area]))
  const byPlace = new Map(
    places.map((place) => {
      const found = place.areas.map((code) => byCode.get(code)!)
      const told = found.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
      return ['uprn' in place ? place.uprn : place.postcode, told]
    }),
  )
  const inArea = Map.groupBy(councillors, ({ area }) => area)
  const elsewhere = (what: string) => new Problem('not-found', `These areas have no ${what} like this.`)

  const at = (place: string, what: string, kind?: Area['kind']): Area[] => {
    const found = byPlace.get(place)?.filter((area) => kind === undefined || area.kind === kind)
    if (!found || found.length === 0) throw elsewhere(what)
    return found
  }
  const electedIn = ({ code, name }: Area): Councillor[] =>
    (inArea.get(code) ?? []).map((one) => ({ ...one, areaName: name }))

  return {
    areasAt: (postcode, kind) => at(postcode, 'postcode', kind),
    areasOf: (uprn, kind) => at(uprn, 'address', kind),
    councillorsAt: (postcode) =>
      at(postcode, 'postcode')
        .filter(({ kind }) => elected.has(kind))
        .flatMap(electedIn),
    councillorsOf: (ward) => {
      const area = byCode.get(ward)
      if (area === undefined) throw elsewhere('ward')
      return electedIn(area)
    },
    zoneAt: (postcode) => {
      const [zone] = at(postcode, 'zone at this postcode', 'zone')
      return { zone: zone!.code, name: zone!.name }
    },
  }
}
