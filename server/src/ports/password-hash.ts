/** Makes of a password what tells nothing of it, slowly on purpose. */
export type PasswordHash = {
  /** A PHC string, with chance of its own. Throws `busy` where too many wait. */
  make(password: string): Promise<string>
  /** Whether it is the one that a string was made of; `outdated` where it is, and one that is made now would be slower to guess. Null takes as long, and is `wrong`. */
  check(password: string, phc: string | null): Promise<'right' | 'outdated' | 'wrong'>
}
