CREATE TABLE "ballots" (
	"workspace" text NOT NULL,
	"round" uuid NOT NULL,
	"voter" text NOT NULL,
	"author" text NOT NULL,
	"position" integer NOT NULL,
	"shown_at" timestamp with time zone NOT NULL,
	"rating" integer,
	"submitted_at" timestamp with time zone,
	"local_date" date,
	"weight" double precision,
	"residual" double precision,
	CONSTRAINT "ballots_workspace_round_voter_author_pk" PRIMARY KEY("workspace","round","voter","author")
);
--> statement-breakpoint
ALTER TABLE "ballots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "digests" (
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"day" integer NOT NULL,
	"local_time" text NOT NULL,
	"zone" text NOT NULL,
	"winner_role" text,
	"winner" text,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "digests_workspace_channel_pk" PRIMARY KEY("workspace","channel")
);
--> statement-breakpoint
ALTER TABLE "digests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "standing_counts" (
	"workspace" text NOT NULL,
	"board" text NOT NULL,
	"period" text NOT NULL,
	"points" integer NOT NULL,
	"members" integer NOT NULL,
	CONSTRAINT "standing_counts_workspace_board_period_points_pk" PRIMARY KEY("workspace","board","period","points")
);
--> statement-breakpoint
ALTER TABLE "standing_counts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "standing_sums" (
	"workspace" text NOT NULL,
	"board" text NOT NULL,
	"period" text NOT NULL,
	"member" text NOT NULL,
	"points" integer NOT NULL,
	CONSTRAINT "standing_sums_workspace_board_period_member_pk" PRIMARY KEY("workspace","board","period","member")
);
--> statement-breakpoint
ALTER TABLE "standing_sums" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "study_days" (
	"workspace" text NOT NULL,
	"member" text NOT NULL,
	"date" date NOT NULL,
	CONSTRAINT "study_days_workspace_member_date_pk" PRIMARY KEY("workspace","member","date")
);
--> statement-breakpoint
ALTER TABLE "study_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "team_members" (
	"workspace" text NOT NULL,
	"member" text NOT NULL,
	"team" uuid NOT NULL,
	"joined_at" timestamp with time zone NOT NULL,
	CONSTRAINT "team_members_workspace_member_pk" PRIMARY KEY("workspace","member")
);
--> statement-breakpoint
ALTER TABLE "team_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "teams" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"platform_group" text,
	"season" date,
	"made_by" text,
	"made_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "teams_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "teams" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "nameless_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "score" double precision;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "score_error" double precision;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "ratings" integer;--> statement-breakpoint
ALTER TABLE "answers" ADD COLUMN "best" double precision;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "streak_shown_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "voting" text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "reveal_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "revealed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "score_version" integer;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "voting" text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE "score_entries" ADD COLUMN "topic" text;--> statement-breakpoint
ALTER TABLE "score_entries" ADD COLUMN "summed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "thread_messages" ADD COLUMN "nameless_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "thread_messages" ADD COLUMN "number" integer;--> statement-breakpoint
ALTER TABLE "ballots" ADD CONSTRAINT "ballots_workspace_round_rounds_workspace_id_fk" FOREIGN KEY ("workspace","round") REFERENCES "public"."rounds"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_workspace_team_teams_workspace_id_fk" FOREIGN KEY ("workspace","team") REFERENCES "public"."teams"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ballots_voter" ON "ballots" USING btree ("workspace","voter","local_date");--> statement-breakpoint
CREATE INDEX "digests_due" ON "digests" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "standing_sums_points" ON "standing_sums" USING btree ("workspace","board","period","points" DESC NULLS LAST,"member");--> statement-breakpoint
CREATE INDEX "team_members_team" ON "team_members" USING btree ("workspace","team");--> statement-breakpoint
CREATE UNIQUE INDEX "teams_name" ON "teams" USING btree ("workspace",lower("name")) WHERE "teams"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "rounds_to_reveal" ON "rounds" USING btree ("reveal_at") WHERE "rounds"."reveal_at" is not null;--> statement-breakpoint
CREATE INDEX "score_entries_to_sum" ON "score_entries" USING btree ("workspace") WHERE "score_entries"."summed_at" is null;--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "ballots" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "digests" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "standing_counts" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "standing_sums" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "study_days" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "team_members" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "teams" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));