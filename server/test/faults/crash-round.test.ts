import { describeCrashes } from './crash-seen.ts'
import { roundCrashes } from './crash-round-trial.ts'

describeCrashes('rounds', roundCrashes, { deaths: 4, everyKind: false })
