CREATE SCHEMA IF NOT EXISTS "vernier";
--> statement-breakpoint
CREATE TABLE "vernier"."custom_dimensions" (
	"website_id" text NOT NULL,
	"index" integer NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"description" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "custom_dimensions_pk" PRIMARY KEY("website_id","index"),
	CONSTRAINT "custom_dimensions_website_id_name_unique" UNIQUE("website_id","name"),
	CONSTRAINT "custom_dimensions_index" CHECK ("vernier"."custom_dimensions"."index" BETWEEN 1 AND 20),
	CONSTRAINT "custom_dimensions_name" CHECK ("vernier"."custom_dimensions"."name" ~ '^[A-Za-z][A-Za-z0-9_]{0,63}$'),
	CONSTRAINT "custom_dimensions_scope" CHECK ("vernier"."custom_dimensions"."scope" IN ('hit', 'session', 'user'))
);
--> statement-breakpoint
CREATE TABLE "vernier"."custom_metrics" (
	"website_id" text NOT NULL,
	"index" integer NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"description" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "custom_metrics_pk" PRIMARY KEY("website_id","index"),
	CONSTRAINT "custom_metrics_website_id_name_unique" UNIQUE("website_id","name"),
	CONSTRAINT "custom_metrics_index" CHECK ("vernier"."custom_metrics"."index" BETWEEN 1 AND 20),
	CONSTRAINT "custom_metrics_name" CHECK ("vernier"."custom_metrics"."name" ~ '^[A-Za-z][A-Za-z0-9_]{0,63}$'),
	CONSTRAINT "custom_metrics_type" CHECK ("vernier"."custom_metrics"."type" IN ('integer', 'currency', 'time'))
);
--> statement-breakpoint
CREATE TABLE "vernier"."funnels" (
	"id" text PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"website_id" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"steps" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "funnels_website_id_name_unique" UNIQUE("website_id","name"),
	CONSTRAINT "funnels_steps" CHECK (CASE WHEN jsonb_typeof("vernier"."funnels"."steps") = 'array' THEN jsonb_array_length("vernier"."funnels"."steps") BETWEEN 2 AND 32 ELSE false END)
);
--> statement-breakpoint
CREATE TABLE "vernier"."goals" (
	"id" text PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"website_id" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"match" text,
	"value" text NOT NULL,
	"worth" numeric(18, 4),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "goals_website_id_name_unique" UNIQUE("website_id","name"),
	CONSTRAINT "goals_type" CHECK ("vernier"."goals"."type" IN ('destination', 'duration', 'pages_per_session', 'event')),
	CONSTRAINT "goals_match" CHECK ("vernier"."goals"."match" IN ('equals', 'begins_with', 'regex')),
	CONSTRAINT "goals_match_fits_type" CHECK (("vernier"."goals"."type" IN ('destination', 'event')) = ("vernier"."goals"."match" IS NOT NULL)),
	CONSTRAINT "goals_value_fits_type" CHECK (CASE WHEN "vernier"."goals"."type" IN ('destination', 'event') THEN "vernier"."goals"."value" <> '' ELSE "vernier"."goals"."value" ~ '^[0-9]{1,9}$' END),
	CONSTRAINT "goals_worth_not_negative" CHECK ("vernier"."goals"."worth" >= 0)
);
--> statement-breakpoint
CREATE TABLE "vernier"."tenant_permissions" (
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"granted_by" text,
	"granted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_permissions_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "vernier"."tenants" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_id_slug" CHECK ("vernier"."tenants"."id" ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
	CONSTRAINT "tenants_status" CHECK ("vernier"."tenants"."status" IN ('active', 'paused', 'deleted'))
);
--> statement-breakpoint
CREATE TABLE "vernier"."users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"company" text,
	"role" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"last_login_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_id_not_empty" CHECK ("vernier"."users"."id" <> ''),
	CONSTRAINT "users_role" CHECK ("vernier"."users"."role" IN ('owner', 'analyst', 'reader')),
	CONSTRAINT "users_status" CHECK ("vernier"."users"."status" IN ('active', 'suspended', 'deleted'))
);
--> statement-breakpoint
CREATE TABLE "vernier"."website_permissions" (
	"website_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"granted_by" text,
	"granted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "website_permissions_pk" PRIMARY KEY("website_id","user_id"),
	CONSTRAINT "website_permissions_role" CHECK ("vernier"."website_permissions"."role" IN ('owner', 'admin', 'editor', 'viewer'))
);
--> statement-breakpoint
CREATE TABLE "vernier"."website_properties" (
	"website_id" text NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "website_properties_pk" PRIMARY KEY("website_id","key"),
	CONSTRAINT "website_properties_key" CHECK ("vernier"."website_properties"."key" ~ '^[a-z][a-z0-9_]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "vernier"."websites" (
	"id" text PRIMARY KEY NOT NULL,
	"tracking_id" text NOT NULL,
	"name" text NOT NULL,
	"domain" text NOT NULL,
	"owner_id" text NOT NULL,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"currency" text DEFAULT 'USD' NOT NULL,
	"industry" text,
	"status" text DEFAULT 'active' NOT NULL,
	"bot_filtering" boolean DEFAULT true NOT NULL,
	"ip_anonymisation" boolean DEFAULT true NOT NULL,
	"data_retention_days" integer DEFAULT 426 NOT NULL,
	"sampling_rate" double precision DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "websites_tracking_id_unique" UNIQUE("tracking_id"),
	CONSTRAINT "websites_id_slug" CHECK ("vernier"."websites"."id" ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
	CONSTRAINT "websites_currency" CHECK ("vernier"."websites"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "websites_status" CHECK ("vernier"."websites"."status" IN ('active', 'paused', 'deleted')),
	CONSTRAINT "websites_data_retention_days" CHECK ("vernier"."websites"."data_retention_days" BETWEEN 1 AND 36500),
	CONSTRAINT "websites_sampling_rate" CHECK ("vernier"."websites"."sampling_rate" > 0 AND "vernier"."websites"."sampling_rate" <= 1)
);
--> statement-breakpoint
ALTER TABLE "vernier"."custom_dimensions" ADD CONSTRAINT "custom_dimensions_website_id_websites_id_fk" FOREIGN KEY ("website_id") REFERENCES "vernier"."websites"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."custom_metrics" ADD CONSTRAINT "custom_metrics_website_id_websites_id_fk" FOREIGN KEY ("website_id") REFERENCES "vernier"."websites"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."funnels" ADD CONSTRAINT "funnels_website_id_websites_id_fk" FOREIGN KEY ("website_id") REFERENCES "vernier"."websites"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."goals" ADD CONSTRAINT "goals_website_id_websites_id_fk" FOREIGN KEY ("website_id") REFERENCES "vernier"."websites"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."tenant_permissions" ADD CONSTRAINT "tenant_permissions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "vernier"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."tenant_permissions" ADD CONSTRAINT "tenant_permissions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "vernier"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."tenant_permissions" ADD CONSTRAINT "tenant_permissions_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "vernier"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."website_permissions" ADD CONSTRAINT "website_permissions_website_id_websites_id_fk" FOREIGN KEY ("website_id") REFERENCES "vernier"."websites"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."website_permissions" ADD CONSTRAINT "website_permissions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "vernier"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."website_permissions" ADD CONSTRAINT "website_permissions_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "vernier"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."website_properties" ADD CONSTRAINT "website_properties_website_id_websites_id_fk" FOREIGN KEY ("website_id") REFERENCES "vernier"."websites"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vernier"."websites" ADD CONSTRAINT "websites_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "vernier"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tenant_permissions_user_id_index" ON "vernier"."tenant_permissions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "vernier"."users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "website_permissions_user_id_index" ON "vernier"."website_permissions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "websites_owner_id_index" ON "vernier"."websites" USING btree ("owner_id");