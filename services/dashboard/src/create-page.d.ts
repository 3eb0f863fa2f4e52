/** The screen's files by the path they are served at. */
export interface Page {
  files: ReadonlyMap<
    string,
    {
      type: string
      body: string
    }
  >
}
/** Reads the screen from disk: HTML, a style sheet and browser modules, whose types are stripped here. No build step. */
export declare function createPage(): Page
