import htm from 'htm'
import { h } from 'preact'

/** Tagged templates to elements; text always stays text. */
export const html = htm.bind(h)
