import { type Composition, onlyAnswers } from '../../schema.ts'
import { configOf, dockerCompose } from '../scaffold/deploy.ts'
import type { Cell, Section } from './document.ts'
import type { Facts } from './facts.ts'
import { say, words } from './words.ts'

const { gaps } = words
const { files } = gaps

/** What no tool can know: each with where it is filled in. */
export function gapsSection({ composition, catalog }: Facts): Section {
  const bare = onlyAnswers(composition)
  const has = (what: readonly unknown[]) => what.length > 0
  const parts = Object.keys(composition.components)
  const names = bare ? [] : secretsOf(composition, catalog)
  const rows: Cell[][] = [
    [gaps.organisation, files.organisation],
    [gaps.rules, gaps.here],
    [gaps.basis, files.data],
    ...(bare
      ? []
      : [
          [gaps.dpia, gaps.yours],
          [gaps.retention, files.deploy],
        ]),
    ...(has(Object.keys(composition.rules)) ? [[gaps.algorithm, files.algorithm]] : []),
    ...(has(parts) ? [[gaps.suppliers, files.catalogue]] : []),
    ...openSettings(composition, catalog).map(({ about, name }) => [say(gaps.settings, { name, about }), files.deploy]),
    ...(has(names) ? [[say(gaps.secret, { names: names.join(', ') }), files.deploy]] : []),
    ...(bare
      ? []
      : [
          [gaps.accounts, gaps.pages],
          [gaps.backups, gaps.yours],
        ]),
    [gaps.accessibility, gaps.yours],
    [gaps.security, gaps.yours],
  ]
  return {
    id: 'gaps',
    title: gaps.title,
    blocks: [
      { kind: 'text', text: gaps.intro },
      { kind: 'table', caption: gaps.caption, head: [gaps.what, gaps.where], rows },
    ],
  }
}

/** Settings of parts that nothing stands for until somebody says it: files of an organisation's own, an address. */
function openSettings({ components }: Composition, catalog: Facts['catalog']): { name: string; about: string }[] {
  const all = Object.values(components).flatMap(({ component }) =>
    Object.entries(configOf(catalog.components.get(component)!.file.spec.config)),
  )
  const open = all.flatMap(([name, { default: usual, description = '', 'x-deploy': deploy }]) =>
    (deploy && usual === '') || name.endsWith('_FILE') ? [[name, description] as const] : [],
  )
  return [...new Map(open)].map(([name, about]) => ({ name, about }))
}

/** What must be set where it runs, as deploy/compose.yaml asks for it. */
function secretsOf(composition: Composition, catalog: Facts['catalog']): string[] {
  const text = JSON.stringify(dockerCompose(composition, catalog, {}))
  return [...new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!))].sort()
}
