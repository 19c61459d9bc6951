/** How large what is kept has become. */
export type TableSize = { readonly table: string; readonly bytes: number; /** As the database last estimated. */ readonly rows: number }
export type DatabaseSizes = {
  /** The largest first, with their indexes; and all that there is. */
  tables(limit: number): Promise<{ readonly bytes: number; readonly tables: readonly TableSize[] }>
}
