/** What runs here. */
import Type from 'typebox'
import { orNull } from './scalars.ts'

export const About = Type.Object({ version: Type.String(), sourceUrl: orNull(Type.String({ description: 'Where its source can be had (AGPL, section 13); null where nobody says.' })) })
export type About = Type.Static<typeof About>
