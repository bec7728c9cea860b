/** The terminal, or what stands in its place. */
export interface Terminal {
  version: string
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number }
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
}
