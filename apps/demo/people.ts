import type { Channel, ContactDetails } from '@guildhall/domain/case/vocabulary';
import type { Random } from './random';

const first = ['Amara', 'Ben', 'Carys', 'Daniel', 'Edith', 'Farah', 'George', 'Harpreet', 'Imogen', 'Jakub', 'Kezia', 'Liam', 'Mei', 'Nadia', 'Owen', 'Priya', 'Quentin', 'Rosa', 'Samir', 'Tess', 'Umar', 'Violet', 'Wilf', 'Yusuf', 'Zofia']; // prettier-ignore
const last = ['Abbott', 'Barlow', 'Chowdhury', 'Dunne', 'Evans', 'Fairclough', 'Gill', 'Hughes', 'Iqbal', 'Jarvis', 'Kowalska', 'Lamb', 'Mistry', 'Nowak', 'O’Connor', 'Patel', 'Quigley', 'Rahman', 'Shaw', 'Tindall', 'Underhill', 'Varley', 'Whitaker', 'Yates']; // prettier-ignore
const streets = ['Mill Lane', 'Station Road', 'Albert Street', 'The Crescent', 'Orchard Close', 'Church View', 'Victoria Terrace', 'Beech Avenue', 'Ropewalk', 'Canal Side', 'Priory Gardens', 'Larkspur Drive']; // prettier-ignore

/** Who works for the council, by department. */
export const officers: Readonly<Record<string, readonly string[]>> = {
  'customer-services': ['a.bell', 'd.okafor', 'j.marsh', 'l.nguyen', 's.price'],
  highways: ['k.doyle', 'p.shah', 'r.tanner'],
  waste: ['b.young', 'c.reyes', 'm.hall'],
  environment: ['e.frost', 't.wood'],
  housing: ['f.clarke', 'g.osei', 'n.lowe', 'v.petrov'],
  revenues: ['h.singh', 'i.grant', 'o.webb'],
  planning: ['q.adams', 'w.ito'],
  governance: ['u.hart'],
};

/** An address in the town. */
export const address = (random: Random): string => `${random.whole(1, 140)} ${random.pick(streets)}`;

/**
 * Somebody who does not exist: telephone numbers that Ofcom keeps for drama (01632 960000 to 960999), addresses at
 * example.org (RFC 2606).
 */
export function somebody(random: Random, channel: Channel): ContactDetails {
  const [given, family] = [random.pick(first), random.pick(last)];
  const local = `${given}.${family}`.toLowerCase().replace(/[^a-z.]/g, '');
  const phones = channel === 'phone' || random.chance(0.5);
  return {
    name: `${given} ${family}`,
    ...(phones && { phone: `01632 960${String(random.whole(0, 999)).padStart(3, '0')}` }),
    ...((!phones || random.chance(0.6)) && { email: `${local}${random.whole(1, 99)}@example.org` }),
    address: address(random),
  };
}
