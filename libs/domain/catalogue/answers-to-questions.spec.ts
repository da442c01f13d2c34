import { faultyAnswer } from './answers-to-questions';
import type { ServiceQuestion } from './catalogue-events';

const questions: ServiceQuestion[] = [
  { code: 'bin', text: 'Which bin?', answer: 'choice', choices: ['refuse', 'garden'], required: true },
  { code: 'bins', text: 'How many?', answer: 'number', required: false },
];
const fault = (answers?: Parameters<typeof faultyAnswer>[1]) => {
  const { code, field, reason } = faultyAnswer(questions, answers) ?? {};
  return code && { code, field, reason };
};

describe('the answers to what a service asks', () => {
  it('are good when each fits its question', () => {
    expect(fault({ bin: 'garden', bins: 2 })).toBeUndefined();
    expect(fault({ bin: ['garden', 'refuse'] })).toBeUndefined();
  });

  it('are not when one that is needed is left out, or empty', () => {
    const unanswered = { code: 'unanswered-question', field: 'answers.bin' };
    expect(fault()).toMatchObject(unanswered);
    expect(fault({ bin: '' })).toMatchObject(unanswered);
  });

  it('are not when one is none of the choices, which are named', () =>
    expect(fault({ bin: 'blue' })).toMatchObject({
      code: 'unfit-answer',
      field: 'answers.bin',
      reason: expect.stringContaining('refuse, garden') as unknown,
    }));

  it('are not when one is of the wrong sort', () =>
    expect(fault({ bin: 'garden', bins: 'two' })).toMatchObject({
      code: 'unfit-answer',
      field: 'answers.bins',
    }));

  it('are not when one answers what was not asked', () =>
    expect(fault({ bin: 'garden', colour: 'blue' })).toMatchObject({
      code: 'unknown-question',
      field: 'answers.colour',
    }));
});
