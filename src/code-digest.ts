import { digestFiles, Files } from './catalog/files.ts'

/** Put there by scripts/bundle.mjs. */
declare const bundledFrom: string | undefined

/** Stands for compose's own code: a bundle carries the digest of what it was made of, sources are read. */
export function codeDigest(): string {
  return typeof bundledFrom === 'string' ? bundledFrom : digestFiles(new Files(import.meta.dirname).below(''))
}
