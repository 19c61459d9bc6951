import { describeCrashes } from './crash-seen.ts'
import { moveCrashes } from './crash-move-trial.ts'

describeCrashes('moves', moveCrashes)
