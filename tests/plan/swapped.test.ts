import { expect, test } from 'vitest'
import type { Catalog } from '../../src/catalog/load.ts'
import type { Goal } from '../../src/schema.ts'
import { penaltyPlan } from '../support/penalty.ts'
import { catalog, compositionBy, filesOf, planOf } from '../support/plan.ts'

// Another supplier of a capability: the service is the same to the last line of its own.

const outside = (component: string) => component.replace(/-embedded$/, '-outside')

/** The catalogue with a second supplier, of another name, beside a component. */
function withSecond(component: string): Catalog {
  const first = catalog.components.get(component)!
  const { metadata } = first.file
  const second = { ...first, file: { ...first.file, metadata: { ...metadata, name: outside(component) } } }
  const copied = [...catalog.files].flatMap(([path, bytes]): [string, Buffer][] =>
    path.startsWith(`components/${component}/`)
      ? [
          [
            path.replace(component, outside(component)),
            Buffer.from(bytes.toString().replaceAll(component, outside(component))),
          ],
        ]
      : [],
  )
  return {
    ...catalog,
    components: new Map([...catalog.components, [outside(component), second]]),
    files: new Map([...catalog.files, ...copied]),
  }
}

const report = (options: Partial<Goal>, from: Catalog) => planOf('report a missed bin with a photo', options, from)

test.each([
  ['payments', penaltyPlan],
  ['notifications', penaltyPlan],
  ['audit', penaltyPlan],
  ['documents', report],
  ['waste-collections', report],
])('another supplier of %s changes no line of the service or of its tests', async (capability, planWith) => {
  const component = `${capability}-embedded`
  const other = withSecond(component)
  const files = async (use: Record<string, string>) =>
    filesOf(await compositionBy(await planWith({ use }, other), other), undefined, other)
  const [before, after] = [await files({}), await files({ [capability]: outside(component) })]
  const own = (from: typeof before) =>
    new Map([...from].flatMap(([path, { bytes }]) => (path.startsWith('service/') ? [[path, `${bytes}`]] : [])))
  expect(own(before).size).toBeGreaterThan(30)
  expect(own(after)).toEqual(own(before))
  // It is the other one, all the same.
  const main = (name: string) => `components/${name}/src/main.ts`
  expect([before.has(main(component)), before.has(main(outside(component)))]).toEqual([true, false])
  expect([after.has(main(component)), after.has(main(outside(component)))]).toEqual([false, true])
  expect(`${after.get('composition.yaml')!.bytes}`).toContain(`component: ${outside(component)}`)
})
