/** Every sentence of the dialogs: loaded with the first that opens, so that nobody waits for them before speaking. */

export type DialogMessages = {
  readonly choose: {
    readonly title: string
    readonly free: string
    readonly freeHelp: string
    readonly scenarios: string
    readonly topics: string
    readonly roles: (tutor: string, learner: string) => string
  }
  readonly settings: {
    readonly title: string
    readonly level: string
    readonly motherTongue: string
    readonly gender: string
    readonly corrections: string
    readonly correctionLevels: Readonly<Record<'minimal' | 'balanced' | 'detailed', string>>
    readonly persona: string
    readonly style: string
    readonly styles: Readonly<Record<'friendly' | 'tutor' | 'casual', string>>
    readonly voiceSpeed: string
    readonly voiceSpeeds: Readonly<Record<'0.6' | '0.8' | '1' | '1.2', string>>
    readonly timeZone: string
    readonly leaderboards: string
    readonly theme: string
    readonly themes: Readonly<Record<'system' | 'light' | 'dark', string>>
    readonly saved: string
  }
  readonly code: {
    readonly title: string
    readonly yours: string
    readonly explain: string
    readonly copy: string
    readonly copied: string
    readonly forget: string
    readonly forgotten: string
    readonly have: string
    readonly haveHelp: string
    readonly recover: string
    readonly unknown: string
  }
  readonly consent: { readonly title: string; readonly text: string; readonly agree: string; readonly agreed: string; readonly cancel: string }
}
