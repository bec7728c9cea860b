// vitest --reporter=kit/testing/report-each.ts: leaves a report in REPORTS_DIR for each test file as soon as it has ended.
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { JsonReporter, type Reporter, type TestModule, type Vitest } from 'vitest/node'

/** The files are what vitest's own JSON reporter writes, one for each test file, and each is whole when it is there. */
export default class ReportEach implements Reporter {
  #vitest: Vitest | undefined
  #count = 0

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestModuleEnd(module: TestModule): Promise<void> {
    const vitest = this.#vitest
    const folder = process.env.REPORTS_DIR
    // An error that belongs to no test may be this file's: then only the report of the whole run can tell.
    if (!vitest || !folder || vitest.state.getUnhandledErrors().length > 0) return
    this.#count += 1
    const file = join(folder, `${this.#count}`)
    const reporter = new JsonReporter({ outputFile: file })
    reporter.onInit(vitest)
    await reporter.onTestRunEnd([module])
    await rename(file, `${file}.json`)
  }
}
