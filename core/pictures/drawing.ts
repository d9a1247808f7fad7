/** What a picture consists of, before anything is drawn: sizes are CSS pixels, colours CSS colours. Pure. */

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly background: string
  /** In the order in which they are drawn. */
  readonly shapes: readonly Shape[]
}

export type Shape = Box | Words

/** A filled rectangle. */
export interface Box {
  readonly kind: 'box'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly colour: string
  /** Of its corners. */
  readonly radius?: number
}

/** A line of text. */
export interface Words {
  readonly kind: 'words'
  readonly text: string
  /** Of its left end, its right end or its middle. */
  readonly x: number
  /** Of its baseline. */
  readonly y: number
  readonly align: 'left' | 'right' | 'center'
  readonly size: number
  readonly weight: 400 | 600
  readonly colour: string
  /** The widest that it may be: what is longer is cut, with an ellipsis. */
  readonly most: number
}
