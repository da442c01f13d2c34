import { Injectable } from '@nestjs/common';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { Keyring } from '@guildhall/keyring/keyring';
import { openSummary } from '@guildhall/keyring/open-boxes';
import type { FoundCase } from '@guildhall/read-models/search/search.query';
import { withNames } from '@guildhall/read-models/timeline/names';
import { instantOf } from '../queries/fresh';

/** Cases as search answers them. */
@Injectable()
export class FoundCases {
  constructor(
    private readonly keyring: Keyring,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async of({ reference, raisedAt, case: found }: FoundCase): Promise<object> {
    const { kind, service, status, stage, desk, ward, customerId, query } = found;
    return {
      reference,
      service,
      serviceName: withNames(this.catalogue.current).service(service),
      kind,
      status,
      stage,
      department: desk?.department,
      ward,
      customerId,
      ...(await openSummary(this.keyring, query)),
      raisedAt: instantOf(raisedAt),
    };
  }
}
