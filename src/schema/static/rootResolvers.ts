import { Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import type { SchemaContext } from '../ports.js';
import { Int64 } from '../scalars/int64.js';
import {
  CatalogDataset,
  CatalogDimension,
  CatalogMeasure,
  CatalogRelationship,
  CatalogSegment,
  CatalogView,
} from './catalogTypes.js';
import { RejectedSource, StatementParameter, ViewInfo } from './viewInfo.js';
import { ViewerView } from './viewerTypes.js';
import { Website, WebsiteGrant } from './websiteTypes.js';

/**
 * Fields outside the catalog's datasets. Which of these classes a role's schema is built of decides what is in it: a class
 * that is left out leaves no trace in introspection.
 */

@Resolver()
export class RootResolver {
  @Query(() => CatalogView, { description: 'What you may ask for, as data.' })
  catalog(@Ctx() context: SchemaContext): CatalogView {
    return context.roots.catalog();
  }

  @Query(() => ViewerView, { description: 'Who you are and what you may do.' })
  viewer(@Ctx() context: SchemaContext): ViewerView {
    return context.roots.viewer();
  }
}

/** Who else may see a website, and what its pages send: for those who administer it. */
@Resolver(() => Website)
export class GrantResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'What the tracking snippet of its pages sends. Null where you do not administer it.',
  })
  trackingId(@Root() website: Website): string | null {
    return website.trackingId;
  }

  @FieldResolver(() => [WebsiteGrant], {
    nullable: true,
    description:
      'Everybody who may see or change it, apart from its owner. Null where you do not administer it.',
  })
  grants(@Root() website: Website): Promise<readonly WebsiteGrant[]> | null {
    return website.grants;
  }
}

@Resolver(() => CatalogDataset)
class DatasetSqlResolver {
  @FieldResolver(() => String, { description: 'Table or SELECT it reads.' })
  sql(@Root() dataset: CatalogDataset): string {
    return dataset.sql;
  }
}

@Resolver(() => CatalogDimension)
class DimensionSqlResolver {
  @FieldResolver(() => String, { description: 'Expression over the columns of the dataset’s source.' })
  sql(@Root() dimension: CatalogDimension): string {
    return dimension.sql;
  }
}

@Resolver(() => CatalogMeasure)
class MeasureSqlResolver {
  @FieldResolver(() => String, { description: 'The aggregate over the columns of the dataset’s source.' })
  sql(@Root() measure: CatalogMeasure): string {
    return measure.sql;
  }
}

@Resolver(() => CatalogSegment)
class SegmentSqlResolver {
  @FieldResolver(() => String, { description: 'Condition over the columns of the dataset’s source.' })
  sql(@Root() segment: CatalogSegment): string {
    return segment.sql;
  }
}

@Resolver(() => CatalogRelationship)
class RelationshipSqlResolver {
  @FieldResolver(() => String, { description: 'The join condition.' })
  sql(@Root() relationship: CatalogRelationship): string {
    return relationship.sql;
  }
}

@Resolver(() => ViewInfo)
class PhysicalInfoResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The statement; null when none was needed.' })
  sql(@Root() info: ViewInfo): string | null {
    return info.sql;
  }

  @FieldResolver(() => [StatementParameter])
  parameters(@Root() info: ViewInfo): readonly StatementParameter[] {
    return info.parameters;
  }

  @FieldResolver(() => String, { nullable: true, description: 'What was read: a table or a rollup.' })
  source(@Root() info: ViewInfo): string | null {
    return info.source;
  }

  @FieldResolver(() => String, { description: 'Why that source.' })
  reason(@Root() info: ViewInfo): string {
    return info.reason;
  }

  @FieldResolver(() => [RejectedSource])
  rejected(@Root() info: ViewInfo): readonly RejectedSource[] {
    return info.rejected;
  }

  @FieldResolver(() => Int64, {
    nullable: true,
    description: 'Rows the engine read; null where it does not tell.',
  })
  readRows(@Root() info: ViewInfo): number | null {
    return info.readRows;
  }

  // How long it took depends on rows that others may not see.
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'Milliseconds from asking the warehouse to its last row; null when it was not asked or failed.',
  })
  elapsedMs(@Root() info: ViewInfo): number | null {
    return info.elapsedMs;
  }
}

/** SQL, tables and how much was read: facts of the warehouse, not of the answer. */
export const PHYSICAL_RESOLVERS = [
  DatasetSqlResolver,
  DimensionSqlResolver,
  MeasureSqlResolver,
  SegmentSqlResolver,
  RelationshipSqlResolver,
  PhysicalInfoResolver,
] as const;
