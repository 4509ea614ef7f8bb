/** Something about a space that may not be done, or not now. The message is for people. */
export class SpaceRefusal extends Error {
  override name = 'SpaceRefusal'
}
