/** Levels of arrays and objects in a body: ours need ten, and thousands would exhaust the stack of whatever walks them. */
const DEEPEST = 64;

/** Whether a text that is JSON goes deeper than any of ours; in one pass and without a stack. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (inText) {
      if (character === BACKSLASH) at++;
      else if (character === QUOTE) inText = false;
    } else if (character === QUOTE) inText = true;
    else if (character === OPEN_ARRAY || character === OPEN_OBJECT) {
      if (++depth > DEEPEST) return true;
    } else if (character === CLOSE_ARRAY || character === CLOSE_OBJECT) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];
