import { GraphQLInputObjectType, GraphQLNonNull, GraphQLString } from 'graphql';
import { DirectionEnum } from './enums.js';

export const AliasOrderBy = new GraphQLInputObjectType({
  name: 'AliasOrderBy',
  description: 'A field of the view by its response key, dotted where the answer nests (`site.name`).',
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString) },
    direction: { type: new GraphQLNonNull(DirectionEnum) },
  },
});
