import { elementSchema } from './accreditation-standard';
import type { AnsweredFigure, AnsweredGroup, FigureQuestion } from './figures';
import { questionsAbout, suggestScore } from './suggested-score';

const figure = (measure: string) => ({ kind: 'figure', measure, partial: 60, compliant: 80, plus: 95 });
const element = (computable: 'fully' | 'partly' | 'not', ...rules: object[]) =>
  elementSchema.parse({ number: '4.1.2', title: 'Meet standards', evidence: 'Figures', computable, rules });
const attached = { kind: 'attached', what: 'where it was published' };

const sure = (value: number): AnsweredFigure => ({ value, numerator: value * 10, denominator: 1_000 });
const suggestion = (of: ReturnType<typeof element>, figures: Record<string, AnsweredFigure>, pieces = 0) =>
  suggestScore(of, {
    figures: (): AnsweredGroup[] => [{ figures }],
    published: { services: [], channels: [] },
    attached: pieces,
    fewest: 10,
    titleOf: (measure) => measure,
  });

describe('what is suggested of an element', () => {
  const both = element('fully', figure('resolved-within-standard'), figure('acknowledged-within-standard'));

  it('is the least that any of its rules finds', () => {
    const figures = { 'resolved-within-standard': sure(97), 'acknowledged-within-standard': sure(70) };
    expect(suggestion(both, figures)).toMatchObject({
      score: 'partially-compliant',
      findings: [{ verdict: 'compliance-plus' }, { verdict: 'partially-compliant' }],
    });
  });

  it('is no more than partially compliant where a part could not be measured', () =>
    expect(suggestion(both, { 'resolved-within-standard': sure(97) }).score).toBe('partially-compliant'));

  it('is nothing where nothing could be measured', () => {
    expect(suggestion(both, {}).score).toBeUndefined();
    expect(suggestion(element('partly', figure('reopened'), attached), {}, 1).score).toBeUndefined();
  });

  it('is nothing where no figure can show it', () =>
    expect(suggestion(element('not'), {})).toEqual({ findings: [] }));

  it('is no more than partially compliant until what figures cannot show is attached, and then compliant at most', () => {
    const inPart = element('partly', figure('resolved-within-standard'), attached);
    const figures = { 'resolved-within-standard': sure(97) };
    expect(suggestion(inPart, figures, 0).score).toBe('partially-compliant');
    expect(suggestion(inPart, figures, 1).score).toBe('compliant');
  });
});

describe('the figures that are needed', () => {
  it('are each asked for once', () => {
    const elements = [
      element('fully', figure('reopened'), { ...figure('reopened'), where: { kind: 'complaint' } }),
      element('fully', figure('misrouted')),
    ];
    expect(questionsAbout(elements)).toEqual<FigureQuestion[]>([{}, { where: { kind: 'complaint' } }]);
  });
});
