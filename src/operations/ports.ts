import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseYaml } from '../catalog/read-yaml.ts'

/** Between the first ports of two services that run side by side. */
const apart = 20

/**
 * The environment that gives each service and its parts their ports. Without a wish a single service keeps its own
 * (3000 and up, or what the environment says).
 */
export async function portsFor(
  folders: readonly string[],
  first: number | undefined,
): Promise<Record<string, string>[]> {
  if (first === undefined && folders.length === 1) return [{}]
  return Promise.all(
    folders.map(async (folder, index) => {
      const port = (first ?? 3000) + index * apart
      const entries = (await capabilitiesOf(folder)).map((capability, place) => [
        `${capability.toUpperCase().replaceAll('-', '_')}_PORT`,
        String(port + 1 + place),
      ])
      return { PORT: String(port), ...Object.fromEntries(entries) }
    }),
  )
}

async function capabilitiesOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'composition.yaml'), 'utf8')
  const composition = parseYaml(text, join(folder, 'composition.yaml'), 'bad-file') as { components?: object } | null
  return Object.keys(composition?.components ?? {}).sort()
}
