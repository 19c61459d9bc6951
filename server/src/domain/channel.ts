/** What learners let themselves be told, by which channels, and when they want to be left in peace. */

/** In this order they are tried: a message is told once, by the first that reaches its learner. */
export const channelNames = ['telegram', 'push', 'mail'] as const
export type ChannelName = (typeof channelNames)[number]

/** What can be switched on and off. */
export const toldKinds = ['reminder', 'challenge', 'phrase', 'weekly-report', 'achievement', 'budget'] as const
export type ToldKind = (typeof toldKinds)[number]

/** By which channels each kind may be told; by none, it is not told. */
export type Wishes = Readonly<Record<ToldKind, readonly ChannelName[]>>

/** Whole hours by the learner's own clock, the first included, the last not. The same twice is no quiet at all. */
export type QuietHours = { readonly from: number; readonly to: number }

/** Hours of the evening at which somebody can be reminded. Whatever is late then is still told before midnight. */
export const reminderHours = [16, 17, 18, 19, 20, 21] as const
export type ReminderHour = (typeof reminderHours)[number]

export const firstReminderHour: ReminderHour = 18
export const firstQuietHours: QuietHours = { from: 21, to: 8 }
/** A phrase a day is for those who ask for one. */
export const firstWishes: Wishes = {
  reminder: channelNames, challenge: channelNames, phrase: [], 'weekly-report': channelNames, achievement: ['telegram', 'push'], budget: channelNames,
}

export const isToldKind = (name: string): name is ToldKind => (toldKinds as readonly string[]).includes(name)
