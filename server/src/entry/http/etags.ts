/** Names of what was sent, and whether a client has it already. */

/** Whether the client has it already; proxies that compress mark a tag as weak. */
export const isAmong = (etag: string, header: string | undefined): boolean => header?.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag) ?? false
