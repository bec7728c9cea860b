/**
 * Paths of the shared types that some texts name, by their file or as code asks for them, and of those that these name.
 * `read` gives the text of a path, undefined where there is no such type.
 */
export function typesNamed(texts: Iterable<string>, read: (path: string) => string | undefined): Set<string> {
  const found = new Set<string>()
  const look = (text: string) => {
    for (const [, file, quoted] of text.matchAll(/\b([A-Z][A-Za-z]*)\.yaml\b|'([A-Z][A-Za-z]*)'/g)) {
      const path = `types/${file ?? quoted}.yaml`
      const type = found.has(path) ? undefined : read(path)
      if (type === undefined) continue
      found.add(path)
      look(type)
    }
  }
  for (const text of texts) look(text)
  return found
}

/** Whether a file may name a type. */
export const mayNameTypes = (path: string): boolean => /\.(ts|yaml)$/.test(path)
