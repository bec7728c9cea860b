/** Thrown by a handler to end in one of the error pages. */
export class PageProblem extends Error {
  readonly status: 400 | 403 | 404 | 413 | 429 | 503
  readonly page: 'expired' | 'elsewhere' | 'right' | 'missing' | 'sign-in' | 'service' | 'undecided' | 'spared' | 'file'
  constructor(status: PageProblem['status'], page: PageProblem['page'], options?: ErrorOptions) {
    super(`page ${page}`, options)
    this.name = 'PageProblem'
    this.status = status
    this.page = page
  }
}
