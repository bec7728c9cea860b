/** Text without control characters: goals and catalogues are not trusted to steer a terminal. Line feeds stay. */
export function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, ' ')
}

/** The same for every text inside a value. */
export function cleanAll<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part) => (typeof part === 'string' ? clean(part) : part))
}
