import type { Logger } from 'pino';
import type { ProjectorNews } from './projector-news';

/** Logs what whoever runs the program should know. */
export function logNews(logger: Logger, { kind, ...news }: ProjectorNews): void {
  switch (kind) {
    case 'stepped-back':
      logger.warn(news, 'the projector has stepped back and tries again');
      break;
    case 'waiting':
      logger.warn(news, 'a projection cannot write and tries again');
      break;
    case 'went-live':
      logger.info(news, 'a build has gone live');
      break;
    case 'damaged':
      logger.error(news, 'a read model is damaged; it is set aside and built again');
      break;
    case 'stopped':
      logger.error(news, 'a projection has stopped; the others go on');
      break;
    case 'failed':
      logger.fatal(news, 'the projector has failed; restart to build on');
      break;
    case 'working':
    case 'standing-by':
    case 'settled':
      break;
  }
}
