/** The values that a text holds in braces, besides {noun}: reference, or what a step answered, as in open-case.dueAt. */
export function placeholdersIn(text: string): string[] {
  return [
    ...new Set(
      [...text.matchAll(/\{(reference|[a-z][a-z0-9-]*(?:\.[A-Za-z][A-Za-z0-9_]*)+)\}/g)].map((match) => match[1]!),
    ),
  ]
}
