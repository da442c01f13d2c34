/**
 * A program that will not start as things are. Its message is a sentence or two for the operator, saying what is wrong
 * and what to do; nobody needs to see where in the code it was noticed.
 */
export class RefusalToStart extends Error {
  override readonly name: string = 'RefusalToStart';
}
