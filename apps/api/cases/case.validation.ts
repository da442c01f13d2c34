import { applyDecorators } from '@nestjs/common';
import { isPlausiblyOld } from '@guildhall/application/earliest';
import { Type } from 'class-transformer';
import { IsObject, IsString, Matches, MaxLength, registerDecorator, ValidateNested } from 'class-validator';
import { z } from 'zod';

/** Holds something that can be seen: spaces, and marks that only turn the direction of writing, say nothing. */
export const SaysSomething = () => Matches(/[\p{L}\p{N}\p{P}\p{S}]/u, { message: 'must say something' });

/** Words that somebody wrote: something, and not a book. */
export const Words = () => applyDecorators(IsString(), SaysSomething(), MaxLength(10_000));

/** An object with fields of its own, each checked by its class. */
export const Nested = (type: () => new () => object) =>
  applyDecorators(
    IsObject({ message: 'must be an object with fields of its own' }),
    ValidateNested(),
    Type(type),
  );

/** An id that the caller chooses within one case. */
export const LOCAL_ID = /^[A-Za-z0-9-]{1,64}$/;
export const LocalId = () => Matches(LOCAL_ID, { message: 'must be 1 to 64 letters, digits and hyphens' });

const instant = z.iso.datetime({ offset: true });

/** An instant with its offset (RFC 3339): neither the server's time zone nor a week date is guessed at. */
export const Instant = () =>
  custom('instant', 'must be an instant with its offset, as in 2026-06-01T09:30:00Z', (value) => {
    return instant.safeParse(value).success;
  });

/** The same of something that happened: not before 1900. That it has come by now is asked with the command. */
export const Happened = () =>
  custom(
    'happened',
    'must be an instant with its offset, in 1900 or later, as in 2026-06-01T09:30:00Z',
    (value) => instant.safeParse(value).success && isPlausiblyOld(value as string),
  );

/** A day of the calendar, `YYYY-MM-DD`, that exists. */
export const IsADay = () => custom('isADay', 'must be a day, as in 2026-06-04', isADay);

/** A day, or a window with both ends, of which the end comes after the beginning. Each field has a rule of its own. */
export const DayOrWindow = () =>
  custom(
    'dayOrWindow',
    'Give a day, or a window from and to, the end after the beginning.',
    (value) => typeof value !== 'object' || value === null || isDayOrWindow(value),
  );

/** Answers by question: texts, numbers, yes or no, or lists of choices. */
export const AnswersByQuestion = () =>
  custom(
    'answersByQuestion',
    'must give for each question (at most 200) a text, a number, true or false, or a list of texts',
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.keys(value).length <= 200 &&
      Object.entries(value).every(([question, answer]) => question.length <= 80 && isAnswer(answer)),
  );

function isADay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function isDayOrWindow({ day, from, to }: { day?: unknown; from?: unknown; to?: unknown }): boolean {
  const [hasDay, hasFrom, hasTo] = [day, from, to].map((field) => field !== undefined && field !== null);
  if (hasDay) return !hasFrom && !hasTo;
  // What is no instant has been refused where it stands.
  return hasFrom === true && hasTo === true && !(Date.parse(String(from)) >= Date.parse(String(to)));
}

function isAnswer(answer: unknown): boolean {
  if (typeof answer === 'string') return answer.length <= 10_000;
  if (typeof answer === 'number') return Number.isFinite(answer);
  if (typeof answer === 'boolean') return true;
  return (
    Array.isArray(answer) &&
    answer.length <= 50 &&
    answer.every((one) => typeof one === 'string' && one.length <= 1_000)
  );
}

function custom(name: string, message: string, validate: (value: unknown) => boolean): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator: { validate, defaultMessage: () => message },
    });
}
