import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { GroupName } from '@guildhall/department-feeds/consumer-groups/group-storage';
import type { FastifyRequest } from 'fastify';
import { invalid } from '../problems/validation';
import { DepartmentPipe } from './department.pipe';

/** Checks that there is such a department, and that a group can be called so. */
@Injectable()
class GroupNamePipe implements PipeTransform<GroupName, GroupName> {
  constructor(private readonly departments: DepartmentPipe) {}

  transform({ department, group }: GroupName): GroupName {
    const code = this.departments.transform(department);
    if (/^[a-z0-9][a-z0-9._-]{0,79}$/.test(group)) return { department: code, group };
    const message = 'Use 1 to 80 of a-z, 0-9, ".", "_" and "-", beginning with a letter or a digit.';
    throw invalid([{ field: 'group', message }]);
  }
}

const InPath = createParamDecorator(
  (_: unknown, execution: ExecutionContext) =>
    execution.switchToHttp().getRequest<FastifyRequest>().params as GroupName,
);

/** The consumer group that the path names, and its department. */
export const NamedGroup = () => InPath(GroupNamePipe);
