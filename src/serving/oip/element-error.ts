/** The elements of a tensor are not what its type or shape asks for, in whatever form they came. */
export class ElementError extends Error {
  override readonly name = 'ElementError';
}
