/** Every word of a board's picture that is no fact of the board's. */
export const pictureWords = {
  /** In place of the name of a neighbour in the bottom half. */
  someone: 'someone',
  failed: 'a picture of a board could not be drawn, so its text went alone',
} as const
