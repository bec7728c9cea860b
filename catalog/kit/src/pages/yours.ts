/** Where people see and do what is theirs, once they have proved on /track that it is. */
export const YOURS = '/yours'
