CREATE TABLE "imports" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"member" text NOT NULL,
	"file_name" text NOT NULL,
	"file" text NOT NULL,
	"bytes" integer NOT NULL,
	"handed_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	"questions" jsonb,
	"pack" text,
	"done_at" timestamp with time zone,
	"dropped_at" timestamp with time zone,
	CONSTRAINT "imports_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "imports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "link_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "link_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "own_banks" (
	"workspace" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "own_banks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "own_packs" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"licence" text,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text,
	CONSTRAINT "own_packs_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "own_packs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "own_questions" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"pack" text NOT NULL,
	"body" jsonb NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"suggested_by" text,
	"retired_at" timestamp with time zone,
	CONSTRAINT "own_questions_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "own_questions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "suggestions" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"member" text,
	"body" jsonb NOT NULL,
	"suggested_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"approved_as" text,
	"reason" text,
	CONSTRAINT "suggestions_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "suggestions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "track" text;--> statement-breakpoint
ALTER TABLE "own_questions" ADD CONSTRAINT "own_questions_workspace_pack_own_packs_workspace_id_fk" FOREIGN KEY ("workspace","pack") REFERENCES "public"."own_packs"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "imports_handed" ON "imports" USING btree ("handed_at");--> statement-breakpoint
CREATE INDEX "own_questions_pack" ON "own_questions" USING btree ("workspace","pack");--> statement-breakpoint
CREATE INDEX "suggestions_waiting" ON "suggestions" USING btree ("workspace","suggested_at") WHERE "suggestions"."decided_at" is null;--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "imports" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "own_banks" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "own_packs" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "own_questions" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "suggestions" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));