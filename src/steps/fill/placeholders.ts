/** The values that a text may hold in braces, besides {noun}: name → shared type and role it is taken from. */
export const placeholders: Readonly<Record<string, { type: string; role: string }>> = {
  reference: { type: 'Reference', role: 'case' },
  dueAt: { type: 'Timestamp', role: 'due' },
  outcome: { type: 'Outcome', role: 'case' },
}
