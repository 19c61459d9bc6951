/** What is said about accounts: signing in, what one signs in with, and where. */

export type AccountMessages = {
  readonly title: string
  readonly guest: string
  readonly identities: {
    readonly title: string
    readonly names: Readonly<Record<'telegram' | 'email' | 'password' | 'passkey', string>>
    readonly unlink: string
    readonly codeLeft: string
  }
  readonly ways: {
    readonly title: string
    readonly more: string
    readonly help: string
    readonly telegram: string
    readonly email: string
    readonly sendLink: string
    readonly sent: (address: string) => string
    readonly usePasskey: string
    readonly joinTelegram: string
    readonly openBot: string
    readonly makePasskey: string
    readonly passkeyMade: string
    readonly passkeyLeft: string
    readonly password: string
    readonly setPassword: string
    readonly changePassword: string
    readonly passwordSet: string
    readonly passwordChanged: string
    readonly name: string
    readonly nameHelp: string
    readonly secret: string
    readonly current: string
    readonly secretHelp: string
    readonly enter: string
    readonly set: string
    readonly refused: string
    readonly linked: string
    readonly othersTitle: string
    readonly merge: string
    readonly mergeYes: string
    readonly mergeNo: string
  }
  readonly code: {
    readonly title: string
    readonly explain: string
    readonly copy: string
    readonly copied: string
    readonly forget: string
    readonly forgotten: string
    readonly anew: string
    readonly have: string
    readonly haveHelp: string
    readonly recover: string
    readonly unknown: string
  }
  readonly sessions: {
    readonly title: string
    readonly here: string
    readonly unnamed: string
    readonly since: (day: string) => string
    readonly until: (day: string) => string
    readonly end: (name: string) => string
    readonly endOthers: string
    readonly leave: string
    readonly leaveGuest: string
    /** Answers and sentences that nobody has been sent. */
    readonly leaveUnsent: (count: number) => string
    readonly leaveYes: string
  }
  readonly tokens: {
    readonly title: string
    readonly help: string
    readonly name: string
    readonly scopes: Readonly<Record<'read' | 'learn' | 'account', string>>
    readonly make: string
    readonly made: string
  }
  readonly notices: {
    readonly title: string
    readonly wanted: string
    readonly hour: string
    readonly quiet: string
    readonly from: string
    readonly to: string
    readonly kinds: Readonly<Record<'reminder' | 'challenge' | 'phrase' | 'weekly-report' | 'achievement' | 'budget', string>>
    readonly channels: Readonly<Record<'telegram' | 'push' | 'mail', string>>
    readonly by: (kind: string, channel: string) => string
    readonly once: string
    readonly nobody: string
    readonly allow: string
    readonly here: string
    readonly stop: string
    readonly refused: string
  }
  readonly arrival: {
    readonly title: string
    readonly ask: string
    readonly confirm: string
    readonly stay: string
    readonly spent: string
    readonly closed: string
    readonly invited: string
    readonly invitation: string
    readonly begin: string
    readonly notInvited: string
  }
}
