/** Where a process listens, and what it is told by its environment. */
export interface Listening {
  /** 0 takes a free one. */
  port: number
  /** 127.0.0.1 unless given. */
  host?: string
  /** Own base URL as others reach it, when that is not host and port. */
  publicUrl?: string
  env?: Record<string, string | undefined>
  /** For tests: an answer that breaks the contract becomes a logged 500. */
  validateResponses?: boolean
  /** Whether SIGTERM and SIGINT stop the server and end the process. */
  signals?: boolean
}

/** What a process that serves one component is told. */
export interface ServeOptions extends Listening {
  databaseUrl: string
  /** Issuer of the access tokens, with its keys at /jwks. The component itself when left out. */
  identityUrl?: string
  /** Where this process reaches identity, when that is not the issuer's address, as between containers. */
  identityInternalUrl?: string
}
