import { relative } from 'node:path'
import type { FileSet } from '../schema.ts'
import { type Evidence, parseReport } from './evidence.ts'
import type { Proof } from './proved.ts'

/**
 * Takes the report of each test file as it ends, and answers the proof of a component with the last file of its contract
 * tests: all of them loaded and ran, every test in them passed, none was left out.
 */
export function gatherProofs(folder: string, files: FileSet): (report: string) => Proof | undefined {
  const passed = new Map<string, number>()
  return (report) => {
    const [file] = parseReport(report)?.testResults ?? []
    if (file?.status !== 'passed' || file.assertionResults.some(({ status }) => status !== 'passed')) return undefined
    const path = relative(folder, file.name).replaceAll('\\', '/')
    passed.set(path, file.assertionResults.length)
    const component = contractTest.exec(path)?.[1]
    if (!component) return undefined
    const own = [...files.keys()].filter((one) => contractTest.exec(one)?.[1] === component)
    const tests = own.map((one) => passed.get(one) ?? 0)
    return tests.every((count) => count > 0)
      ? { version: 1, component, tests: tests.reduce((sum, count) => sum + count) }
      : undefined
  }
}

const contractTest = /^components\/([^/]+)\/tests\/contract.*\.test\.ts$/

/** Whether what a whole run came to speaks against what a component's own files had shown before its end. */
export function contradicts({ verdict, components, failures }: Evidence, { component, tests }: Proof): boolean {
  if (verdict !== 'failed') return false
  const own = failures.some(({ file }) => file.startsWith(`components/${component}/`))
  // A bad end that no test explains may be anybody's.
  return own || failures.length === 0 || components[component] !== tests
}
