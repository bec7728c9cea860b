/** What staff do in a scenario: its word there, the service's operation that does it, and the last part of its path. */
export const staffActions = [
  { action: 'allocate', operation: 'allocate', path: 'allocation' },
  { action: 'note', operation: 'addNote', path: 'notes' },
  { action: 'status', operation: 'changeStatus', path: 'status' },
  { action: 'decide', operation: 'decide', path: 'decision' },
] as const
