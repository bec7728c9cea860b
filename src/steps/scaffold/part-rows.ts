import type { Catalog } from '../../catalog/load.ts'
import { byCodeUnit } from '../../digest.ts'
import type { Composition } from '../../schema.ts'

/** P2Y → 2 years. Other durations stay as ISO 8601 has them. */
const inYears = (duration: string) =>
  duration.replace(/^P(\d+)Y$/, (_whole, years) => `${years} ${years === '1' ? 'year' : 'years'}`)

/** What whoever runs the parts of a service must know before people use it. */
export function cautionsOf({ components }: Pick<Composition, 'components'>, catalog: Catalog): string[] {
  const all = Object.values(components).map(({ component }) => catalog.components.get(component)!.file.spec.cautions)
  return all.flat().sort(byCodeUnit)
}

/** The parts of a service, as its documents list them. */
export function partRows(composition: Composition, catalog: Catalog) {
  return Object.entries(composition.components)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([capability, { component }]) => {
      const { metadata, spec } = catalog.components.get(component)!.file
      return {
        id: component,
        capability,
        node: capability.replaceAll('-', '_'),
        title: metadata.title,
        description: metadata.description,
        licence: [spec.licence.spdx, spec.licence.data && `data: ${spec.licence.data}`].filter(Boolean).join(', '),
        classification: [spec.data.classification, ...spec.data.handling].join(' '),
        personal: spec.data.personal,
        retention: spec.data.retention ? inYears(spec.data.retention) : spec.data.stores ? 'without end' : 'not kept',
        residency: spec.data.residency.join(', ') || 'anywhere',
      }
    })
}
