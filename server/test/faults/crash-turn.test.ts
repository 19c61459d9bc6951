import { describeCrashes } from './crash-seen.ts'
import { turnCrashes } from './crash-turn-trial.ts'

describeCrashes('turns', turnCrashes)
