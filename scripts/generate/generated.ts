/** Files that are derived from others, by path below the repository. */
export interface Generated {
  files: ReadonlyMap<string, string>
  /** Folders that hold nothing else, so that a file which is no longer made is removed from them. */
  folders: readonly string[]
}
