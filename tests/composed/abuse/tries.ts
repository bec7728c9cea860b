const counts = new Map<string, number>()
const atOnce = 16

/** Makes every try of a class, several at a time; what is wrong comes back as lines that name the try. */
export async function tryAll<Try>(
  kind: string,
  tries: readonly Try[],
  run: (one: Try) => Promise<string[]>,
): Promise<string[]> {
  counts.set(kind, (counts.get(kind) ?? 0) + tries.length)
  const found: string[] = []
  const left = tries.values()
  const work = async () => {
    for (const one of left) {
      found.push(...(await run(one).catch((error: Error) => [`${JSON.stringify(one)}: ${error.message}`])))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return found
}

/** How many tries were made, by class. */
export const triesMade = (): Record<string, number> => Object.fromEntries([...counts].sort())
