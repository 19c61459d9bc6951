/** An ear whose every correction a second one looks through that costs nothing. Where the second fails, the first one's word stands. */
import { crossChecked } from '../domain/cross-check.ts'
import type { Log } from '../log.ts'
import type { Ear } from '../ports/ear.ts'

/** What was doubted and what was added is counted in the log, so that the effect can be measured. */
export function crossCheckedEar(ear: Ear, second: Ear, log: Log): Ear {
  return {
    ...ear,
    async check(listening, options) {
      const checked = await ear.check(listening, options)
      try {
        const [own, ownOfCorrected] = await Promise.all([second.check(listening, options), second.check({ ...listening, text: checked.corrected }, options)])
        const { correction, doubted, added } = crossChecked(listening.text, checked, own, ownOfCorrected)
        log.info('cross-checked', { ear: ear.name, findings: checked.findings.length, doubted: doubted.length, added: added.length, own: own.findings.length })
        return { ...checked, ...correction }
      } catch (error) {
        if (options.signal.aborted) throw error
        log.warn('cross-check-left-out', { ear: ear.name })
        return checked
      }
    },
  }
}
