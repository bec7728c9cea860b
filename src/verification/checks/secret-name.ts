const secret = /(?:password|passwd|secret|token|api_?key|private_?key)/i

/** Whether a variable of this name holds a secret; one that ends in `_FILE` holds the path of one. */
export const isSecretName = (name: string): boolean => secret.test(name) && !/_FILE$/i.test(name)
