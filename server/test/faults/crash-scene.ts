/** Processes that die each in a database of its own, in which nothing but this death happens. */
import { testDatabase, type Home, type TestDatabase } from '../postgres.ts'
import { eachOf, live, type Crashes, type Life } from './crash.ts'

type Look<Schema, T> = (scene: TestDatabase<Schema>, life: Life) => Promise<T>
export type Scenes<Schema> = {
  /** A life that nobody ends, and what is seen after it. */
  whole<T>(look: Look<Schema, T>): Promise<T>
  /** As `Crashes` has it, with `look` for what must be so after each. */
  dieAt(...asked: [...Parameters<Crashes['dieAt']>, look: Look<Schema, void>]): Promise<readonly string[]>
}

/** `program` is given the connection, and `given`. */
export function scenes<Schema>(home: Home, fill: (scene: TestDatabase<Schema>) => Promise<void>, program: URL, given: readonly string[] = []): Scenes<Schema> {
  async function play<T>(last: string | undefined, look: Look<Schema, T>): Promise<T> {
    const scene = await testDatabase<Schema>({ home })
    try {
      await fill(scene)
      return await look(scene, await live(program, [JSON.stringify(scene.connection), ...given], last))
    } finally {
      await scene.close()
    }
  }
  return {
    whole: (look) => play(undefined, look),
    async dieAt(awaits, plant, look) {
      const died: string[] = []
      await eachOf(awaits, (last) => play(last, async (scene, life) => {
        if (life.killed) died.push(last)
        if (plant) await scene.database.sql.unsafe(plant.statement)
        await look(scene, life)
      }))
      return died
    },
  }
}
