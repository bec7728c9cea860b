import type { Catalog } from '../catalog/load.ts'
import type { Composition, FileSet, Report } from '../schema.ts'
import { documentOf } from '../steps/page.ts'
import { parseLock } from '../workspace/inspect.ts'
import { lockName } from '../workspace/names.ts'
import { markdownOf, plain, table } from './markdown.ts'
import type { Shown } from './shown.ts'

const headings: Record<Report['verdict'], string> = {
  verified: 'verified',
  failed: 'not verified, a check failed',
  inconclusive: 'not verified, a check came to no result',
  planned: 'planned, nothing was written',
  refused: 'refused',
  done: 'done',
}

/** What a run has come to, for the summary of a CI job: verdict, checks, problems, and what each service does. */
export function summaryOf(report: Report, shown: readonly (Shown & { catalog?: Catalog | undefined })[]): string {
  const each = Array.isArray(report.result) ? (report.result as Report[]) : [report]
  return each
    .map((one) => {
      const evidence = shown.find(({ folder }) => folder === one.folder)
      return [...verdictLines(one), ...(evidence ? serviceLines(evidence) : [])].join('\n')
    })
    .join('\n')
}

function verdictLines({ checks = [], command, folder, problems, service, unread = [], verdict }: Report): string[] {
  const rows = checks.map(({ id, verdict: result, detail }) => [id, result, detail])
  return [
    `## ${plain(service ?? folder ?? `compose ${command}`)}: ${headings[verdict]}`,
    '',
    ...(rows.length > 0 ? [...table(['check', 'result', 'what it saw'], rows), ''] : []),
    ...problems.map(({ code, message, where }) => {
      const place = where === undefined ? '' : ` (${plain(where)})`
      return `- **${plain(code)}** ${plain(message)}${place}`
    }),
    ...(unread.length > 0 ? [`Not read: ${unread.map(({ words }) => plain(words)).join(', ')}`] : []),
    '',
  ]
}

/** The page of the service, folded away below its verdict. */
function serviceLines({ catalog, facts, files }: Shown & { catalog?: Catalog | undefined }): string[] {
  if (!catalog || !comesFrom(facts.composition, files, catalog)) return []
  const { introduction, sections, title } = documentOf({ ...facts, catalog })
  return [`<details><summary>${plain(title)}</summary>`, '', markdownOf({ introduction, sections }), '</details>', '']
}

/** Whether a folder's parts are those of this catalogue: of other ones it would say what is not so. */
function comesFrom(composition: Composition, files: FileSet, { capabilities, components }: Catalog): boolean {
  const entries = parseLock(files.get(lockName)!.bytes).data?.entries ?? {}
  return Object.entries(composition.components).every(([capability, { component }]) => {
    const [part, contract] = [components.get(component)?.digest, capabilities.get(capability)?.digest]
    return (
      part !== undefined &&
      part === entries[`components/${component}`] &&
      contract === entries[`capabilities/${capability}`]
    )
  })
}
