/** From coming in to having paid: all that the waiter of the easiest scene waits for. */
export const evening = ['Jsme dva.', 'Dám si jedno pivo, prosím.', 'Dám si guláš s knedlíkem.', 'Ano, je to dobré.', 'Zaplatím, prosím.', 'Kartou.'] as const
