/** Who may vouch for a learner. One who is vouched for by nobody is a guest: their cookie and their recovery code are all there is of them. */

/**
 * `subject` with each: `telegram`, the user's number there; `email`, the address in small letters; `password`, the name that is signed
 * in with, in small letters; `passkey`, the credential's id in base64url.
 */
export const identityProviders = ['telegram', 'email', 'password', 'passkey'] as const
export type IdentityProvider = (typeof identityProviders)[number]

/** Who may be new. */
export const signUps = ['open', 'invite', 'closed'] as const
export type SignUp = (typeof signUps)[number]
