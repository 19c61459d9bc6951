/** The first thing seen: the same as the served page shows before this one is loaded. */
import { useWords } from '../words/words.ts'

export function Hero() {
  const words = useWords()
  return (
    <section className="hero">
      <div className="skyline hero-skyline" />
      <span className="tutor-face hero-face" role="img" aria-label="Honzík" />
      <h1 className="hero-title" lang="cs">Mluv česky. Nahlas.</h1>
      <p className="hero-lead">{words.lead}</p>
    </section>
  )
}
