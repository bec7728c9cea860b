/** What a text may hold of every record: its reference, where people find it again, and where they begin anew. */
export const always: readonly string[] = ['reference', 'page', 'start']

/** The texts that pages say. */
export const pageTexts: readonly string[] = [
  ...['startHeading', 'startIntroduction', 'startButton', 'declaration', 'confirmationPanel', 'confirmationNext'],
  ...['answerHeading', 'answerNext', 'stopHeading'],
]

/** The values that a text holds in braces, besides {noun}: those of every record, or what a step answered, as in open-case.dueAt. */
export function placeholdersIn(text: string): string[] {
  return [
    ...new Set(
      [...text.matchAll(/\{(reference|page|start|[a-z][a-z0-9-]*(?:\.[A-Za-z][A-Za-z0-9_]*)+)\}/g)].map(
        (match) => match[1]!,
      ),
    ),
  ]
}
