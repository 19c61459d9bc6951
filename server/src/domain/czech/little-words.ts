/** Little words that several rules look for. */

/** Of the past tense and of *would*. */
export const auxiliary = /^(jsem|jsi|jsme|jste|bych|bys|bychom|byste)$/
export const reflexive = /^(se|si)$/
/** Verbs that an infinitive follows, by their infinitives. */
export const modal = /^(moct|muset|chtít|umět|smět)$/
/** What people put in between without a comma: *nemůžu myslím přijít*. */
export const aside = /^(prosím|prosíme|myslím|myslíš|myslíme|doufám|doufáme|tuším|věřím|vím|víš|víte|říkám)$/
