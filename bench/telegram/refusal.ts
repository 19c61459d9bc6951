/** No, in Telegram's words. */
export type Parameters = { readonly retry_after?: number }

export class Refusal extends Error {
  readonly status: number
  readonly parameters: Parameters | undefined

  constructor(status: number, description: string, parameters?: Parameters) {
    super(description)
    this.status = status
    this.parameters = parameters
  }
}

export const badRequest = (why: string): Refusal => new Refusal(400, `Bad Request: ${why}`)

export const tooMany = (retryAfterS: number): Refusal => new Refusal(429, `Too Many Requests: retry after ${retryAfterS}`, { retry_after: retryAfterS })
