/**
 * What is found within so many milliseconds; undefined when it takes longer, or fails. For what is a help and no more:
 * it holds nothing up.
 */
export async function inPassing<Answer>(ms: number, looking: Promise<Answer>): Promise<Answer | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const found = looking.catch(() => undefined);
  return Promise.race([found, tooLate]).finally(() => clearTimeout(timer));
}
