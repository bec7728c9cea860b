import { ComposeError } from '../errors.ts'
import { codeOf } from './disk.ts'

const advice: Record<string, string> = {
  EACCES: 'You may not write there: choose another folder, or change its permissions.',
  EPERM: 'You may not write there: choose another folder, or change its permissions.',
  EROFS: 'That file system is read-only: choose another folder.',
  ENOSPC: 'The disk is full: free some space and run the same command again.',
  EDQUOT: 'Your disk quota is used up: free some space and run the same command again.',
  ENOENT: 'The folder above it does not exist: make it first, or choose another folder.',
  ENOTDIR: 'Something above it is not a folder: choose another folder.',
  EIO: 'The disk reported a fault: check it, and choose another folder.',
}

/** A file-system error as one that a person can act on; everything else is passed on as it is. */
export function asFolderError(folder: string, error: unknown): unknown {
  const suggestion = advice[codeOf(error) ?? '']
  if (!suggestion || error instanceof ComposeError) return error
  return new ComposeError('folder-unwritable', `${folder} cannot be written (${codeOf(error)}).`, {
    suggestion,
    cause: error,
  })
}

/** A failure after the change was decided: nothing is lost, and the next command on the folder finishes it. */
export function halfChanged(folder: string, error: unknown): unknown {
  const suggestion = advice[codeOf(error) ?? '']
  if (!suggestion) return error
  const finish = 'Then any compose command on this folder finishes the change.'
  return new ComposeError('folder-unwritable', `${folder} is changed in part (${codeOf(error)}).`, {
    suggestion: `${suggestion} ${finish}`,
    cause: error,
  })
}

export function notOurs(folder: string, examples: readonly string[]): ComposeError {
  const seen = examples.length ? `it holds ${examples.join(', ')}` : 'it is not a folder'
  return new ComposeError('folder-not-ours', `${folder} was not made by compose: ${seen}.`, {
    suggestion: 'Choose another folder (compose "<goal>" --out DIR), or move that one away.',
  })
}

export function nothingThere(folder: string): ComposeError {
  return new ComposeError('folder-not-ours', `${folder} does not hold a composed service.`, {
    suggestion: 'Name a folder that has a composition.lock.json, or make one: compose "<goal>"',
  })
}

export function alreadyThere(folder: string): ComposeError {
  return new ComposeError(
    'folder-not-ours',
    `${folder} already holds a composed service, and replacing it was not asked for.`,
    {
      suggestion: 'Choose another folder.',
    },
  )
}

export function editsWouldBeLost(folder: string, paths: readonly string[]): ComposeError {
  const shown = paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '')
  const suggestion =
    'Nothing was written. Put these files back, or make the service elsewhere: compose "<goal>" --out DIR.'
  return new ComposeError('edits-would-be-lost', `${folder} was changed by hand since it was made: ${shown}.`, {
    suggestion,
    problems: paths.map((path) => ({
      code: 'edits-would-be-lost',
      message: `${path} was changed by hand and would be overwritten.`,
      suggestion,
      where: path,
    })),
  })
}

export function compositionWouldBeLost(folder: string): ComposeError {
  return new ComposeError(
    'edits-would-be-lost',
    `${folder}/composition.yaml holds what a person wrote since a goal made it, and would be overwritten.`,
    {
      suggestion:
        'Nothing was written. Change composition.yaml and run compose regenerate there, or make another service: compose "<goal>" --out DIR.',
    },
  )
}
