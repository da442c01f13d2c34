import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { WebhookName } from '@guildhall/webhooks/webhooks';
import type { FastifyRequest } from 'fastify';
import { DepartmentPipe } from '../departments/department.pipe';

/** Checks that there is such a department. */
@Injectable()
class WebhookNamePipe implements PipeTransform<WebhookName, WebhookName> {
  constructor(private readonly departments: DepartmentPipe) {}

  transform({ department, webhook }: WebhookName): WebhookName {
    return { department: this.departments.transform(department), webhook };
  }
}

const InPath = createParamDecorator(
  (_: unknown, execution: ExecutionContext) =>
    execution.switchToHttp().getRequest<FastifyRequest>().params as WebhookName,
);

/** The webhook that the path names, and its department. */
export const NamedWebhook = () => InPath(WebhookNamePipe);
