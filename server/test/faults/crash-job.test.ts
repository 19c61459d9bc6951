import { describeCrashes } from './crash-seen.ts'
import { jobCrashes } from './crash-job-trial.ts'

describeCrashes('jobs', jobCrashes)
