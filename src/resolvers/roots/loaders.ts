import DataLoader from 'dataloader';
import type {
  CustomDefinitionRecords,
  FunnelRecord,
  GoalRecord,
  MetadataReader,
  PermissionRecord,
  PersonRecord,
  PropertyRecord,
} from '../ports.js';

/** One per request: what is asked of many websites is one read, and nobody sees what another request was allowed to read. */
export interface Loaders {
  readonly metadata: MetadataReader;
  readonly people: DataLoader<string, PersonRecord | null>;
  readonly properties: DataLoader<string, readonly PropertyRecord[]>;
  readonly permissions: DataLoader<string, readonly PermissionRecord[]>;
  readonly goals: DataLoader<string, readonly GoalRecord[]>;
  readonly funnels: DataLoader<string, readonly FunnelRecord[]>;
  readonly customDefinitions: DataLoader<string, CustomDefinitionRecords>;
}

export function createLoaders(metadata: MetadataReader): Loaders {
  return {
    metadata,
    people: new DataLoader((ids) => metadata.usersByIds(ids)),
    properties: new DataLoader((ids) => metadata.propertiesOfWebsites(ids)),
    permissions: new DataLoader((ids) => metadata.permissionsOfWebsites(ids)),
    goals: new DataLoader((ids) => metadata.goalsOfWebsites(ids)),
    funnels: new DataLoader((ids) => metadata.funnelsOfWebsites(ids)),
    customDefinitions: new DataLoader((ids) => metadata.customDefinitionsOfWebsites(ids)),
  };
}
