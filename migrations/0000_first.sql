CREATE TABLE "answers" (
	"workspace" text NOT NULL,
	"round" uuid NOT NULL,
	"member" text NOT NULL,
	"text" text,
	"removed_at" timestamp with time zone,
	"messages" text[] NOT NULL,
	"voters" text[] NOT NULL,
	"place" integer NOT NULL,
	"line" integer NOT NULL,
	CONSTRAINT "answers_workspace_round_member_pk" PRIMARY KEY("workspace","round","member")
);
--> statement-breakpoint
ALTER TABLE "answers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "choices" (
	"workspace" text NOT NULL,
	"round" uuid NOT NULL,
	"member" text NOT NULL,
	"values" text[] NOT NULL,
	"chosen_at" timestamp with time zone NOT NULL,
	"right" boolean,
	CONSTRAINT "choices_workspace_round_member_pk" PRIMARY KEY("workspace","round","member")
);
--> statement-breakpoint
ALTER TABLE "choices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "flags" (
	"workspace" text NOT NULL,
	"question" text NOT NULL,
	"member" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "flags_workspace_question_member_pk" PRIMARY KEY("workspace","question","member")
);
--> statement-breakpoint
ALTER TABLE "flags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "interactions" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"reply" jsonb,
	CONSTRAINT "interactions_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "interactions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "members" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"zone" text,
	"groups" text[],
	"seen_at" timestamp with time zone NOT NULL,
	"own_zone" text,
	"tell_hour" integer,
	"unlisted_at" timestamp with time zone,
	"rest_days" integer[],
	"away_until" date,
	"excluded_at" timestamp with time zone,
	"erased_at" timestamp with time zone,
	CONSTRAINT "members_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"member" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"batch" text,
	"told_at" timestamp with time zone,
	"waits_at" timestamp with time zone,
	CONSTRAINT "notices_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "pins" (
	"workspace" text NOT NULL,
	"schedule" uuid NOT NULL,
	"date" date NOT NULL,
	"question" text NOT NULL,
	CONSTRAINT "pins_workspace_schedule_date_pk" PRIMARY KEY("workspace","schedule","date")
);
--> statement-breakpoint
ALTER TABLE "pins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reminders" (
	"workspace" text NOT NULL,
	"round" uuid NOT NULL,
	"member" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "reminders_workspace_round_member_pk" PRIMARY KEY("workspace","round","member")
);
--> statement-breakpoint
ALTER TABLE "reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "room_channels" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "room_channels_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "room_channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "room_messages" (
	"workspace" text NOT NULL,
	"id" bigint NOT NULL,
	"channel" text NOT NULL,
	"thread" bigint,
	"author" text,
	"only_for" text,
	"text" text NOT NULL,
	"buttons" jsonb NOT NULL,
	"menus" jsonb NOT NULL,
	"files" jsonb NOT NULL,
	"title" text,
	"key" text,
	"said_at" timestamp with time zone NOT NULL,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"revision" bigint NOT NULL,
	CONSTRAINT "room_messages_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "room_messages_key" UNIQUE("workspace","key")
);
--> statement-breakpoint
ALTER TABLE "room_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "room_people" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"admin" boolean NOT NULL,
	"groups" text[] NOT NULL,
	CONSTRAINT "room_people_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "room_people" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "room_reactions" (
	"workspace" text NOT NULL,
	"message" bigint NOT NULL,
	"person" text NOT NULL,
	"emoji" text NOT NULL,
	CONSTRAINT "room_reactions_workspace_message_person_emoji_pk" PRIMARY KEY("workspace","message","person","emoji")
);
--> statement-breakpoint
ALTER TABLE "room_reactions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rooms" (
	"workspace" text PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL,
	"demo_since" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "rooms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rounds" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"occasion" text NOT NULL,
	"channel" text NOT NULL,
	"zone" text NOT NULL,
	"question" text NOT NULL,
	"schedule" uuid,
	"needed_group" text,
	"asked_at" timestamp with time zone NOT NULL,
	"answers_until" timestamp with time zone NOT NULL,
	"remind_at" timestamp with time zone,
	"closes_at" timestamp with time zone NOT NULL,
	"thread_place" text,
	"thread_id" text,
	"opening_place" text,
	"opening_id" text,
	"closing_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"refusal" text,
	CONSTRAINT "rounds_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "rounds_occasion" UNIQUE("workspace","occasion")
);
--> statement-breakpoint
ALTER TABLE "rounds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "schedules" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"days" integer[] NOT NULL,
	"local_time" text NOT NULL,
	"zone" text NOT NULL,
	"answer_minutes" integer NOT NULL,
	"vote_minutes" integer DEFAULT 0 NOT NULL,
	"skipped_dates" date[] DEFAULT '{}' NOT NULL,
	"holidays" text,
	"topics" text[] DEFAULT '{}' NOT NULL,
	"levels" text[] DEFAULT '{}' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"ping_role" text,
	"needed_group" text,
	"made_by" text,
	"paused_at" timestamp with time zone,
	"pause_reason" text,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "schedules_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "schedules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "score_entries" (
	"workspace" text NOT NULL,
	"occasion" text NOT NULL,
	"member" text NOT NULL,
	"channel" text,
	"points" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"local_date" date NOT NULL,
	CONSTRAINT "score_entries_workspace_occasion_member_pk" PRIMARY KEY("workspace","occasion","member")
);
--> statement-breakpoint
ALTER TABLE "score_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "thread_messages" (
	"workspace" text NOT NULL,
	"place" text NOT NULL,
	"id" text NOT NULL,
	"round" uuid NOT NULL,
	"member" text,
	"text" text,
	"said_at" timestamp with time zone,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"marked_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"by_form" boolean DEFAULT false NOT NULL,
	CONSTRAINT "thread_messages_workspace_place_id_pk" PRIMARY KEY("workspace","place","id")
);
--> statement-breakpoint
ALTER TABLE "thread_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "votes" (
	"workspace" text NOT NULL,
	"place" text NOT NULL,
	"message" text NOT NULL,
	"voter" text NOT NULL,
	"emoji" text NOT NULL,
	"added_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	CONSTRAINT "votes_workspace_place_message_voter_emoji_pk" PRIMARY KEY("workspace","place","message","voter","emoji")
);
--> statement-breakpoint
ALTER TABLE "votes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"zone" text NOT NULL,
	"hides_marks_at" timestamp with time zone,
	"clock_ahead_ms" bigint DEFAULT 0 NOT NULL,
	"joined_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workspaces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_workspace_round_rounds_workspace_id_fk" FOREIGN KEY ("workspace","round") REFERENCES "public"."rounds"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "choices" ADD CONSTRAINT "choices_workspace_round_rounds_workspace_id_fk" FOREIGN KEY ("workspace","round") REFERENCES "public"."rounds"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pins" ADD CONSTRAINT "pins_workspace_schedule_schedules_workspace_id_fk" FOREIGN KEY ("workspace","schedule") REFERENCES "public"."schedules"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_workspace_round_rounds_workspace_id_fk" FOREIGN KEY ("workspace","round") REFERENCES "public"."rounds"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_messages" ADD CONSTRAINT "thread_messages_workspace_round_rounds_workspace_id_fk" FOREIGN KEY ("workspace","round") REFERENCES "public"."rounds"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "interactions_at" ON "interactions" USING btree ("at");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("due_at") WHERE "notices"."batch" is null;--> statement-breakpoint
CREATE INDEX "notices_member" ON "notices" USING btree ("workspace","member");--> statement-breakpoint
CREATE INDEX "room_messages_revision" ON "room_messages" USING btree ("workspace","revision");--> statement-breakpoint
CREATE INDEX "room_messages_thread" ON "room_messages" USING btree ("workspace","channel","thread");--> statement-breakpoint
CREATE INDEX "rounds_channel" ON "rounds" USING btree ("workspace","channel","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rounds_thread" ON "rounds" USING btree ("workspace","thread_place","thread_id");--> statement-breakpoint
CREATE INDEX "rounds_open" ON "rounds" USING btree ("workspace","thread_place") WHERE "rounds"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "rounds_to_remind" ON "rounds" USING btree ("remind_at") WHERE "rounds"."closing_at" is null;--> statement-breakpoint
CREATE INDEX "rounds_to_close" ON "rounds" USING btree ("closes_at") WHERE "rounds"."closing_at" is null;--> statement-breakpoint
CREATE INDEX "schedules_channel" ON "schedules" USING btree ("workspace","channel");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_at") WHERE "schedules"."paused_at" is null;--> statement-breakpoint
CREATE INDEX "score_entries_board" ON "score_entries" USING btree ("workspace","channel","local_date");--> statement-breakpoint
CREATE INDEX "score_entries_member" ON "score_entries" USING btree ("workspace","member","local_date");--> statement-breakpoint
CREATE INDEX "thread_messages_round" ON "thread_messages" USING btree ("workspace","round");--> statement-breakpoint
CREATE INDEX "workspaces_clock_moved" ON "workspaces" USING btree ("id") WHERE "workspaces"."clock_ahead_ms" > 0;--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "answers" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "choices" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "flags" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "interactions" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "members" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "notices" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "pins" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "reminders" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "room_channels" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "room_messages" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "room_people" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "room_reactions" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "rooms" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "rounds" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "schedules" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "score_entries" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "thread_messages" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "votes" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "workspaces" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (id = current_setting('studyhall.workspace', true)) WITH CHECK (id = current_setting('studyhall.workspace', true));