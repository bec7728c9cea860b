/** Takes one export request in OTLP's JSON. Throws when it does not arrive. */
export type Destination = (request: Uint8Array) => Promise<void>
