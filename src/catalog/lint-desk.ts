import type { Catalog } from './load.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** What a pattern says of staff pages, of people's own records and of stages must be of what its parts and it have. */
export function lintDesks(catalog: Catalog, report: Report): void {
  const operations = new Set(
    [...catalog.capabilities.values()].flatMap((one) => one.operations.map(({ name }) => name)),
  )
  for (const [id, { file }] of catalog.patterns) {
    const where = `patterns/${id}.yaml`
    const { capabilities, forms, lists, person, rules, stages } = file.spec
    const parts = capabilities.flatMap((name) => {
      const brings = catalog.capabilities.get(name)?.brings
      return brings ? [{ name, ...brings }] : []
    })
    const known = new Set(parts.flatMap((part) => part.lists.map((list) => list.id)))
    const formed = new Set([
      ...parts.flatMap((part) => Object.keys(part.forms).map((name) => `${part.name}.${name}`)),
      ...Object.keys(forms),
    ])
    for (const list of lists) {
      if (!known.has(list.id))
        report(where, `has a list "${list.id}", which none of its parts has`, `Name one of ${[...known].join(', ')}.`)
      for (const action of list.actions ?? [])
        if (!formed.has(action))
          report(where, `the list "${list.id}" offers ${action}, which has no form`, 'Add one under forms, or drop it.')
    }
    const done = person.todo.flatMap(({ does }) => does ?? [])
    for (const name of [...person.can, ...done].filter((one) => !formed.has(one)))
      report(where, `people can ${name}, which has no form`, 'Add one under forms, or drop it.')
    for (const name of [...Object.keys(forms), ...[...person.show, ...person.todo].map(({ from }) => from)])
      if (!operations.has(name))
        report(where, `names ${name}, which no capability offers`, 'Name <capability>.<operationId>.')
    for (const rule of Object.keys(stages))
      if (!rules[rule]) report(where, `has a stage "${rule}", and no such rule`, 'Name one of its rules.')
  }
}
