/** Signing in with Telegram. */
export const goToTelegram = (_: unknown): void => {}
export const fromTelegram = async (_: string, __: object): Promise<void> => {}
