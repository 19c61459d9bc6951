/** What a session is called, and what it may do. */

/** `read` looks; `learn` speaks, reviews and keeps; `account` is who somebody is, where else they are signed in, and all they have. */
export const tokenScopes = ['read', 'learn', 'account'] as const
export type TokenScope = (typeof tokenScopes)[number]

/** `name`: what its learner knows it by; null where nobody said. `scopes`: null for everything. */
export type SessionAbout = { readonly name: string | null; readonly scopes: readonly TokenScope[] | null }

export const unnamed: SessionAbout = { name: null, scopes: null }
