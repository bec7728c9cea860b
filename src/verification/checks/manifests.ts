import { parseDocument } from 'yaml'
import type { Problem } from '../../errors.ts'
import type { FileSet } from '../../schema.ts'
import { composeFileProblems } from './compose-file.ts'
import { dockerfileProblems } from './dockerfile.ts'
import type { StaticCheck } from './static-check.ts'
import { workflowProblems } from './workflow.ts'

/** How each kind of manifest is found and read. */
const kinds: readonly { is: RegExp; problems(text: string, files: FileSet): Promise<string[]> }[] = [
  { is: /(?:^|\/)(?:docker-)?compose\.ya?ml$/, problems: (text) => fromYaml(text, composeFileProblems) },
  { is: /^\.github\/workflows\/[^/]+\.ya?ml$/, problems: (text) => fromYaml(text, () => workflowProblems(text)) },
  { is: /(?:^|\/)Dockerfile(?:\.\w+)?$/, problems: dockerfileProblems },
]

/** The files that other programs start the service from can be read by them, and hold no secret. */
export const manifests: StaticCheck = {
  id: 'manifests',
  async run({ files }) {
    const problems: Problem[] = []
    let read = 0
    for (const [path, file] of files) {
      const kind = kinds.find(({ is }) => is.test(path) && !path.startsWith('.compose/'))
      if (!kind) continue
      read += 1
      for (const message of await kind.problems(file.bytes.toString(), files))
        problems.push({ code: 'manifests', message, where: path })
    }
    return { saw: `${read} manifests`, problems }
  },
}

async function fromYaml(text: string, problems: (value: unknown) => Promise<string[]>): Promise<string[]> {
  const document = parseDocument(text, { uniqueKeys: true, merge: true })
  const broken = [...document.errors, ...document.warnings].map(({ message }) => message)
  return broken.length ? broken : problems(document.toJS())
}
