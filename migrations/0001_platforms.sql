CREATE TABLE "install_states" (
	"state" text PRIMARY KEY NOT NULL,
	"made_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "install_states" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "installations" (
	"workspace" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"installed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "installations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "named_admins" (
	"workspace" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"named_by" text NOT NULL,
	"named_at" timestamp with time zone NOT NULL,
	CONSTRAINT "named_admins_workspace_kind_id_pk" PRIMARY KEY("workspace","kind","id")
);
--> statement-breakpoint
ALTER TABLE "named_admins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "postings" (
	"workspace" text NOT NULL,
	"key" text NOT NULL,
	"place" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"held_until" timestamp with time zone NOT NULL,
	"message" text,
	CONSTRAINT "postings_workspace_key_pk" PRIMARY KEY("workspace","key")
);
--> statement-breakpoint
ALTER TABLE "postings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "vote_emoji" text[];--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "results_in_channel" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "left_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "vote_emoji" text[];--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "installations" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "named_admins" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "postings" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));