import type { Service } from '../../domain/catalogue/catalogue-events';

/** What words were taken for. */
export interface UnderstoodWords {
  /** Codes of services, the best first: tiers of those that are as good as each other. Empty where no word names one. */
  services: string[][];
  wards: string[];
  /** Words that name neither a service nor a place. */
  ignored: string[];
}

/** How well a word fits: it is one of theirs, begins one of theirs, or neither. The less, the better. */
const WHOLE = 0;
const BEGINNING = 1;
const NOT = 2;

/** What a service is named by, the most telling first: its rank is the place in this list. */
const namesOf = ({ code, name, keywords, group = '' }: Service): string[][] => [
  plainWords(`${name} ${code}`),
  plainWords(keywords.join(' ')),
  plainWords(group),
];

const LITTLE = new Set(['a', 'an', 'and', 'at', 'by', 'for', 'in', 'near', 'of', 'on', 'or', 'the', 'to']);

/**
 * Takes each word for a service or a place, whichever it fits better: `potholes hartburn` is the service and the ward.
 * Of several services, those stay that most of the words fit.
 */
export function understandWords(
  text: string,
  services: readonly Service[],
  wards: readonly string[],
): UnderstoodWords {
  const named = services.map((service) => ({
    code: service.code,
    names: namesOf(service),
    fits: 0,
    rank: 0,
  }));
  const places = wards.map((ward) => ({ ward, names: plainWords(ward), fits: 0 }));
  const ignored: string[] = [];
  for (const word of new Set(plainWords(text))) {
    if (LITTLE.has(word)) continue;
    const ofServices = Math.min(...named.map(({ names }) => fitOf(word, names.flat())), NOT);
    const ofPlaces = Math.min(...places.map(({ names }) => fitOf(word, names)), NOT);
    if (ofServices === NOT && ofPlaces === NOT) ignored.push(word);
    else if (ofServices <= ofPlaces) {
      for (const service of named) {
        const rank = service.names.findIndex((names) => fitOf(word, names) !== NOT);
        if (rank < 0) continue;
        service.fits++;
        service.rank = Math.max(service.rank, rank);
      }
    } else for (const place of places) if (fitOf(word, place.names) !== NOT) place.fits++;
  }
  const best = mostFitting(named);
  return {
    services: [0, 1, 2]
      .map((rank) => best.filter((one) => one.rank === rank).map(({ code }) => code))
      .filter((tier) => tier.length > 0),
    wards: mostFitting(places).map(({ ward }) => ward),
    ignored,
  };
}

function mostFitting<One extends { fits: number }>(all: readonly One[]): One[] {
  const most = Math.max(0, ...all.map(({ fits }) => fits));
  return most === 0 ? [] : all.filter(({ fits }) => fits === most);
}

function fitOf(word: string, names: readonly string[]): number {
  if (names.includes(word)) return WHOLE;
  return word.length > 1 && names.some((name) => name.startsWith(word)) ? BEGINNING : NOT;
}

/** Words without capitals, accents and the s of a plural. */
function plainWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word));
}
