import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Files } from '../src/catalog/files.ts'

/** Our catalogue with more capabilities and a component for each, copies of one under other names and without its words. */
export async function largeCatalogue(root: string, folder: string, more: number): Promise<string> {
  const model = 'audit'
  const write = async (path: string, bytes: Buffer | string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  const files = new Files(join(root, 'catalog')).below('')
  for (const [path, bytes] of files) await write(path, bytes)
  const own = new RegExp(`^(capabilities/${model}|components/${model}-embedded)/`)
  for (let made = 1; made <= more; made += 1) {
    const name = `${model}-${made}`
    for (const path of [...files.keys()].filter((one) => own.test(one))) {
      const text = await readFile(join(root, 'catalog', path), 'utf8')
      const renamed = text
        .replaceAll(`name: ${model}`, `name: ${name}`)
        .replaceAll(`capability: ${model}`, `capability: ${name}`)
        .replace(/\n {2}words:\n( {4}- .*\n)+/, '\n')
      await write(path.replace(`/${model}`, `/${name}`), renamed)
    }
  }
  return folder
}
