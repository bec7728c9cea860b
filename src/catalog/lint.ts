import type { Problem } from '../errors.ts'
import { frameTypes } from './frame-types.ts'
import { lintDesks } from './lint-desk.ts'
import { lintRights } from './lint-rights.ts'
import { lintSteps } from './lint-steps.ts'
import { typeFaults } from './lint-types.ts'
import type { Catalog } from './load.ts'

const roleAdvice = 'Say by x-role what it is to the record, such as applicant or home.'

/** Reads across entries what a single file cannot tell. An empty list means clean. */
export function lintCatalog(catalog: Catalog): Problem[] {
  const problems: Problem[] = []
  const report = (where: string, message: string, suggestion: string) =>
    problems.push({ code: 'catalog-lint', where, message: `${where}: ${message}`, suggestion })

  for (const name of frameTypes.filter((one) => !catalog.types.has(one)))
    report(`types/${name}.yaml`, 'is missing, and every service needs it', 'Take it from the catalogue of compose.')
  for (const [name, schema] of catalog.types)
    for (const { message, suggestion } of typeFaults(schema)) report(`types/${name}.yaml`, message, suggestion)
  lintRights(catalog, report)
  for (const [id, capability] of catalog.capabilities) {
    const where = `capabilities/${id}/openapi.yaml`
    for (const operation of capability.operations) {
      for (const input of operation.inputs) {
        if (input.required && !input.type && !input.hasDefault) {
          report(
            where,
            `${operation.id} needs "${input.name}", which has neither a shared type nor a default`,
            'Refer to a type of catalog/types, or give a default.',
          )
        }
        if (input.type && input.role === '')
          report(where, `${operation.id} takes "${input.name}" (${input.type}) without a role`, roleAdvice)
        if (input.type && !catalog.types.has(input.type)) {
          report(
            where,
            `${operation.id} refers to the type ${input.type}, which does not exist`,
            `Add types/${input.type}.yaml.`,
          )
        }
      }
    }
    for (const operation of capability.operations) {
      for (const { path, role, type } of operation.outputs)
        if (role === '') report(where, `${operation.id} answers "${path}" (${type}) without a role`, roleAdvice)
    }
    for (const derived of capability.brings.derives) {
      const where = `capabilities/${id}/brings.yaml`
      const operation = capability.operations.find((one) => one.id === derived)
      if (!operation)
        report(where, `derives "${derived}", which the contract does not have`, 'Name an operationId of the contract.')
      else if (operation.method !== 'GET')
        report(
          where,
          `derives ${derived}, which changes something`,
          'Only what reads may be called for its answer alone.',
        )
    }
  }
  for (const [id, component] of catalog.components) {
    const where = `components/${id}/component.yaml`
    for (const { capability } of [...component.file.spec.provides, ...component.file.spec.requires]) {
      if (!catalog.capabilities.has(capability))
        report(where, `names the capability "${capability}", which does not exist`, `Add capabilities/${capability}/.`)
    }
    for (const implementation of component.file.spec.implementations) {
      if (implementation.id !== 'hosted' && !catalog.files.has(`components/${id}/${implementation.entry}`)) {
        report(
          where,
          `its ${implementation.id} implementation ${implementation.entry} is missing`,
          'Add the file or correct the entry.',
        )
      }
    }
    if (![...catalog.files.keys()].some((path) => path.startsWith(`components/${id}/tests/`))) {
      report(where, 'has no tests', 'Add tests/ with at least the conditions of its contract.')
    }
  }
  lintSteps(catalog, report)
  lintDesks(catalog, report)
  for (const [id, { file }] of catalog.patterns)
    if (file.spec.words.length === 0)
      report(`patterns/${id}.yaml`, 'has no words', 'Say by words how people call it, or no goal will find it.')
  const { outcomes, scales } = catalog.vocabulary
  for (const [decides, all] of Object.entries(scales))
    for (const value of all.flatMap((scale) => Object.keys(scale)))
      if (!Object.hasOwn(outcomes[decides] ?? {}, value))
        report(
          'vocabulary.yaml',
          `a scale of ${decides} names "${value}", which is none of its outcomes`,
          `Name those under outcomes: ${Object.keys(outcomes[decides] ?? {}).join(', ') || 'there are none'}.`,
        )
  return problems
}
