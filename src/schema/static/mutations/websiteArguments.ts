import { ArgsType, Field } from 'type-graphql';

/** The website that a mutation is about. */
@ArgsType()
export class WebsiteArguments {
  @Field(() => String, { description: 'Id of the website.' })
  readonly website!: string;
}
