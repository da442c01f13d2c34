import type { Rejection } from '../../event-sourcing/rejection';
import type { Answers } from '../case/case-commands';
import { refuse } from '../case/case-refusals';
import type { ServiceQuestion } from './catalogue-events';

/** Refuses the first answer that a service's questions do not accept, or the first question that has to be answered. */
export function faultyAnswer(
  questions: readonly ServiceQuestion[],
  answers: Answers = {},
): Rejection | undefined {
  for (const code of Object.keys(answers)) {
    if (!questions.some((question) => question.code === code)) return refuse.unknownAnswer(code);
  }
  for (const { code, text, required, answer: expected, choices = [] } of questions) {
    const answer = answers[code];
    if (answer === undefined || answer === '') {
      if (required) return refuse.unansweredQuestion(code, text);
      continue;
    }
    const fits = {
      text: typeof answer === 'string',
      number: typeof answer === 'number',
      'yes-no': typeof answer === 'boolean',
      choice: [answer].flat().every((one) => choices.includes(String(one))),
    };
    const wanted = {
      text: 'text',
      number: 'a number',
      'yes-no': 'true or false',
      choice: `one of these: ${choices.join(', ')}`,
    };
    if (!fits[expected]) return refuse.unfitAnswer(code, wanted[expected]);
  }
  return undefined;
}
