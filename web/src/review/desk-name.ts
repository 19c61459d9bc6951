/** Under which the browser keeps a learner's desk. */
export const deskName = (learnerId: string): string => `mluv.review.${learnerId}`
