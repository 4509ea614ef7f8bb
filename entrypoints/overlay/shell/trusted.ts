/** Acts only when a person did it. The page reaches into a closed root only by accident of a browser, but then it could dispatch clicks. */
export const trusted =
  <Given extends Event>(act: (event: Given) => void) =>
  (event: Given): void => {
    if (event.isTrusted) act(event)
  }
