import { appendFile } from 'node:fs/promises'
import type { Catalog } from '../catalog/load.ts'
import { variable } from '../environment.ts'
import type { ComposeError } from '../errors.ts'
import type { Shown } from '../reports/shown.ts'
import type { Report } from '../schema.ts'
import type { Context, Operation } from './operation.ts'
import { asComposeError } from './outcome.ts'
import { ownVersion } from './root.ts'

/** Listens to a run for the reports that were asked for beside the usual one, and for the summary of a CI job. */
export interface Reports {
  hears: Pick<Context, 'shown'>
  /** Writes them all, however the run ended. Answers what could not be written that somebody asked for. */
  write(report: Report): Promise<ComposeError | undefined>
}

/** Throws 'bad-option' or 'folder-unwritable' for a file that could not be written in the end. Nothing is written by then. */
export async function openReports(
  { input: { shape } }: Operation,
  input: Record<string, unknown>,
  context: Context,
): Promise<Reports | undefined> {
  if (!('report' in shape) || context.isClient) return undefined
  const given = Object.entries(input.report as Record<string, string>)
  const summary = variable(context.env, 'GITHUB_STEP_SUMMARY')
  if (given.length === 0 && summary === undefined) return undefined
  const flag = context.nameOf('report')
  const places: (readonly [string, string])[] = []
  const { placeForReport, writeReport } = await import('./write-report.ts')
  for (const [kind, file] of given) places.push([kind, await placeForReport(kind, await context.reach(file), flag)])
  const shown: (Shown & { catalog: Catalog })[] = []
  return {
    hears: { shown: (one, catalog) => void shown.push({ ...one, catalog }) },
    async write(report) {
      try {
        for (const [kind, path] of places) await writeReport(path, await textOf(kind, report, shown, context))
      } catch (error) {
        return asComposeError(error)
      }
      if (summary !== undefined) await summarise(summary, report, shown, context)
      return undefined
    },
  }
}

async function textOf(kind: string, report: Report, shown: readonly Shown[], { cwd }: Context): Promise<string> {
  if (kind === 'junit') return (await import('../reports/junit.ts')).junitOf(report, shown)
  return (await import('../reports/sarif.ts')).sarifOf(report, ownVersion(), cwd)
}

/** The job's other steps write there as well. Whoever set the variable did not ask us, so a fault is no failure of the run. */
async function summarise(
  path: string,
  report: Report,
  shown: readonly (Shown & { catalog: Catalog })[],
  context: Context,
): Promise<void> {
  try {
    const { summaryOf } = await import('../reports/summary.ts')
    await appendFile(path, summaryOf(report, shown))
  } catch (error) {
    const { message } = asComposeError(error)
    context.emit({
      type: 'warning',
      message: `The summary of the job (GITHUB_STEP_SUMMARY) was not written: ${message}`,
    })
  }
}
