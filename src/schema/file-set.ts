import type { Zone } from './composition.ts'

/** One output file as a value. Text is UTF-8 with LF line ends. */
export interface OutputFile {
  bytes: Buffer
  mode: '644' | '755'
  zone: Zone
}

/** All output files, keyed by their path below the folder (forward slashes), in sorted order. */
export type FileSet = ReadonlyMap<string, OutputFile>
