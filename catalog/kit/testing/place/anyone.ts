/** The role of whoever has none: a person who registered. */
export const anyone = ''
