import { Injectable, type PipeTransform } from '@nestjs/common';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { found } from '../queries/found';

/** A department's code in the path, which the catalogue must know. */
@Injectable()
export class DepartmentPipe implements PipeTransform<string, string> {
  constructor(private readonly catalogue: LiveCatalogue) {}

  transform(code: string): string {
    const known = this.catalogue.current.department(code);
    const department = found(known, 'department', 'See GET /catalogue/departments.');
    return department.definition.code;
  }
}
