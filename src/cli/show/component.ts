import type { ComponentFile } from '../../schema.ts'
import type { Page } from './layout.ts'

/** What a supplier offers, needs and promises. */
export function showComponent(spec: ComponentFile['spec'], on: Page): void {
  const list = (items: readonly string[]) => items.join(', ') || 'none'
  on.table([
    ['provides', list(spec.provides.map(({ capability, version }) => `${capability} ${version}`))],
    [
      'requires',
      list(
        spec.requires.map(
          ({ capability, range, optional }) => `${capability} ${range}${optional ? ' (optional)' : ''}`,
        ),
      ),
    ],
    ['conflicts', list(spec.conflicts)],
    ['emits', list(spec.events.emits)],
    ['consumes', list(spec.events.consumes)],
    ['lifecycle', spec.lifecycle],
    ['owner', spec.owner],
    ['licence', spec.licence.data ? `${spec.licence.spdx}, data ${spec.licence.data}` : spec.licence.spdx],
    [
      'data',
      [
        spec.data.classification,
        ...spec.data.handling,
        `${spec.data.personal === 'none' ? 'no' : spec.data.personal} personal data`.replace(
          'personal personal',
          'personal',
        ),
      ].join(', '),
    ],
    [
      'kept',
      spec.data.stores
        ? `in ${list(spec.data.residency)}${spec.data.retention ? ` for ${spec.data.retention}` : ''}`
        : 'nothing',
    ],
    ['runs', list(spec.implementations.map(({ id }) => id))],
    ['settings', list(Object.keys((spec.config.properties as object | undefined) ?? {}))],
  ])
}
