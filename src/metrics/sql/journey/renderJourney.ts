import { unreachable } from '../../../errors.js';
import type { SecuredQuery } from '../../policy/securedQuery.js';
import type { ResolvedJourney } from '../../resolve/journey/resolvedJourney.js';
import type { JourneySelect } from './journeySelect.js';
import { renderFunnel } from './renderFunnel.js';
import { renderLifecycle } from './renderLifecycle.js';
import { renderRetention } from './renderRetention.js';

/** The one SELECT that answers a view which follows entities through time. */
export function journeySelect(secured: SecuredQuery, journey: ResolvedJourney): JourneySelect {
  switch (journey.kind) {
    case 'funnel':
      return renderFunnel(secured, journey);
    case 'retention':
      return renderRetention(secured, journey);
    case 'lifecycle':
      return renderLifecycle(secured, journey);
    default:
      return unreachable(journey);
  }
}
