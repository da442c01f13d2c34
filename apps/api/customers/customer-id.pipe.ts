import { idPipe } from '../id.pipe';
import { problem } from '../problems/problem';

/** A customer's id in the path. */
export const customerIdPipe = idPipe(
  problem(
    'customer-not-found',
    404,
    'No such customer',
    'This is not an id of a customer of ours: it is the customerId that registering or raising answered with.',
  ),
);
