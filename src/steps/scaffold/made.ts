/** What a kind of service has that is not vendored and not written down elsewhere. */
export interface Made {
  /** Which templates it has. */
  set: 'service' | 'answer'
  /** All that the templates may name. */
  view: object
  /** OpenAPI, of which TypeScript types are made. */
  contract: object
  /** Path → what is written there as YAML. */
  yaml: readonly (readonly [path: string, value: object])[]
  /** Path → what is written there as JSON. */
  json: readonly (readonly [path: string, value: object])[]
}
