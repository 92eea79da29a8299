/**
 * What the metadata store says of the websites whose rows the caller may see, as far as it acts on questions: their settings, and the names that they
 * gave to their slots, goals and funnels. Plain data; src/resolvers loads it.
 */
export type WebsiteFacts = readonly WebsiteFact[];

export interface WebsiteFact {
  /** As the rows of the warehouse carry it. */
  readonly id: string;
  /** IANA name. */
  readonly timezone: string;
  /** What programs did is left out. */
  readonly botFiltering: boolean;
  /** Share of the hits that is stored: above 0, up to 1. */
  readonly samplingRate: number;
  readonly customDimensions: readonly {
    readonly name: string;
    /** 1 to 20. */
    readonly index: number;
    readonly scope: 'hit' | 'session' | 'user';
  }[];
  readonly customMetrics: readonly {
    readonly name: string;
    /** 1 to 20. */
    readonly index: number;
    readonly type: 'integer' | 'currency' | 'time';
  }[];
  readonly goals: readonly {
    readonly name: string;
    readonly type: 'destination' | 'duration' | 'pages_per_session' | 'event';
    /** Null for the thresholds, duration and pages_per_session. */
    readonly match: NameMatch | null;
    /** Page path, event action, or the threshold: seconds, or pages. */
    readonly value: string;
    /** In the currency of the website; exact decimal text. */
    readonly worth: string | null;
  }[];
  readonly funnels: readonly {
    readonly name: string;
    readonly steps: readonly {
      readonly name: string;
      readonly type: 'page' | 'event';
      readonly match: NameMatch;
      readonly value: string;
    }[];
  }[];
}

type NameMatch = 'equals' | 'begins_with' | 'regex';
