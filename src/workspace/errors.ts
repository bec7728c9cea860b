import { ComposeError } from '../errors.ts'
import { capital, faultIn } from '../machine-fault.ts'
import { someOf } from './alteration.ts'

/** A file-system error as one that a person can act on; everything else is passed on as it is. */
export function asFolderError(folder: string, error: unknown): unknown {
  const fault = faultIn(error)
  if (!fault) return error
  return new ComposeError(fault.code ?? 'folder-unwritable', `${folder} cannot be written (${fault.errno}).`, {
    suggestion: `${capital(fault.is)}: ${fault.next}`,
    cause: error,
  })
}

/** A failure after the change was decided: nothing is lost, and the next command on the folder finishes it. */
export function halfChanged(folder: string, error: unknown): unknown {
  const fault = faultIn(error)
  if (!fault) return error
  const finish = 'Then any compose command on this folder finishes the change.'
  return new ComposeError('folder-unwritable', `${folder} is changed in part (${fault.errno}).`, {
    suggestion: `${capital(fault.is)}: ${fault.next} ${finish}`,
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

/** `remedy`: what a tool did to all of them, and how to be rid of it. */
export function editsWouldBeLost(folder: string, paths: readonly string[], remedy?: string): ComposeError {
  const shown = someOf(paths)
  const suggestion = `Nothing was written. ${remedy ?? 'Put these files back, or make the service elsewhere: compose "<goal>" --out DIR.'}`
  if (remedy)
    return new ComposeError('edits-would-be-lost', `${folder} is not as it was made: ${shown}.`, { suggestion })
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
