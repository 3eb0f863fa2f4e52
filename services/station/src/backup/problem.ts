/** Why a backup was not made or not restored, in words for whoever asked for it. */
export class BackupProblem extends Error {
  override name = 'BackupProblem'
}
