CREATE TABLE "attempts" (
	"workspace" text NOT NULL,
	"occasion" text NOT NULL,
	"member" text NOT NULL,
	"question" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"values" text[] NOT NULL,
	"score" double precision,
	"is_first" boolean NOT NULL,
	"expected" double precision,
	"grade" text,
	"days_since" integer,
	"days_until" integer,
	"recall" double precision,
	CONSTRAINT "attempts_workspace_occasion_member_pk" PRIMARY KEY("workspace","occasion","member")
);
--> statement-breakpoint
ALTER TABLE "attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "difficulties" (
	"workspace" text NOT NULL,
	"question" text NOT NULL,
	"value" double precision NOT NULL,
	"answers" integer NOT NULL,
	CONSTRAINT "difficulties_workspace_question_pk" PRIMARY KEY("workspace","question")
);
--> statement-breakpoint
ALTER TABLE "difficulties" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "live_answers" (
	"workspace" text NOT NULL,
	"quiz" uuid NOT NULL,
	"place" integer NOT NULL,
	"member" text NOT NULL,
	"values" text[] NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"right" boolean,
	"points" integer,
	CONSTRAINT "live_answers_workspace_quiz_place_member_pk" PRIMARY KEY("workspace","quiz","place","member")
);
--> statement-breakpoint
ALTER TABLE "live_answers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "live_items" (
	"workspace" text NOT NULL,
	"quiz" uuid NOT NULL,
	"place" integer NOT NULL,
	"question" text NOT NULL,
	"opens_at" timestamp with time zone,
	"closes_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"message_place" text,
	"message_id" text,
	CONSTRAINT "live_items_workspace_quiz_place_pk" PRIMARY KEY("workspace","quiz","place")
);
--> statement-breakpoint
ALTER TABLE "live_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "live_players" (
	"workspace" text NOT NULL,
	"quiz" uuid NOT NULL,
	"member" text NOT NULL,
	"joined_at" timestamp with time zone NOT NULL,
	CONSTRAINT "live_players_workspace_quiz_member_pk" PRIMARY KEY("workspace","quiz","member")
);
--> statement-breakpoint
ALTER TABLE "live_players" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "live_quizzes" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"host" text NOT NULL,
	"topic" text,
	"level" text,
	"count" integer NOT NULL,
	"zone" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone,
	"place" integer DEFAULT 0 NOT NULL,
	"lobby_changed_at" timestamp with time zone,
	"thread_place" text,
	"thread_id" text,
	"opening_place" text,
	"opening_id" text,
	"ended_at" timestamp with time zone,
	"ending" text,
	CONSTRAINT "live_quizzes_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "live_quizzes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "memories" (
	"workspace" text NOT NULL,
	"member" text NOT NULL,
	"question" text NOT NULL,
	"due" timestamp with time zone NOT NULL,
	"stability" double precision NOT NULL,
	"difficulty" double precision NOT NULL,
	"reps" integer NOT NULL,
	"lapses" integer NOT NULL,
	"state" text NOT NULL,
	"last_review" timestamp with time zone NOT NULL,
	CONSTRAINT "memories_workspace_member_question_pk" PRIMARY KEY("workspace","member","question")
);
--> statement-breakpoint
ALTER TABLE "memories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "quiz_items" (
	"workspace" text NOT NULL,
	"quiz" uuid NOT NULL,
	"place" integer NOT NULL,
	"question" text NOT NULL,
	"shown_at" timestamp with time zone NOT NULL,
	"draft" text[] DEFAULT '{}' NOT NULL,
	"values" text[],
	"answered_at" timestamp with time zone,
	"score" double precision,
	"judged" text,
	"points" integer,
	"comes_back" timestamp with time zone,
	CONSTRAINT "quiz_items_workspace_quiz_place_pk" PRIMARY KEY("workspace","quiz","place")
);
--> statement-breakpoint
ALTER TABLE "quiz_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "quizzes" (
	"workspace" text NOT NULL,
	"id" uuid NOT NULL,
	"member" text NOT NULL,
	"purpose" text NOT NULL,
	"topic" text,
	"level" text,
	"kind" text,
	"fixed" text[],
	"count" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "quizzes_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "quizzes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "skills" (
	"workspace" text NOT NULL,
	"member" text NOT NULL,
	"topic" text NOT NULL,
	"value" double precision NOT NULL,
	"answers" integer NOT NULL,
	CONSTRAINT "skills_workspace_member_topic_pk" PRIMARY KEY("workspace","member","topic")
);
--> statement-breakpoint
ALTER TABLE "skills" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "reviews_wanted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "reviews_tell_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "pictures" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "live_hosts" text;--> statement-breakpoint
ALTER TABLE "live_answers" ADD CONSTRAINT "live_answers_workspace_quiz_place_live_items_workspace_quiz_place_fk" FOREIGN KEY ("workspace","quiz","place") REFERENCES "public"."live_items"("workspace","quiz","place") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_items" ADD CONSTRAINT "live_items_workspace_quiz_live_quizzes_workspace_id_fk" FOREIGN KEY ("workspace","quiz") REFERENCES "public"."live_quizzes"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_players" ADD CONSTRAINT "live_players_workspace_quiz_live_quizzes_workspace_id_fk" FOREIGN KEY ("workspace","quiz") REFERENCES "public"."live_quizzes"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quiz_items" ADD CONSTRAINT "quiz_items_workspace_quiz_quizzes_workspace_id_fk" FOREIGN KEY ("workspace","quiz") REFERENCES "public"."quizzes"("workspace","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attempts_member" ON "attempts" USING btree ("workspace","member","question");--> statement-breakpoint
CREATE INDEX "attempts_first" ON "attempts" USING btree ("workspace","at") WHERE "attempts"."is_first";--> statement-breakpoint
CREATE UNIQUE INDEX "live_quizzes_one_a_channel" ON "live_quizzes" USING btree ("workspace","channel") WHERE "live_quizzes"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "live_quizzes_due" ON "live_quizzes" USING btree ("next_at") WHERE "live_quizzes"."next_at" is not null;--> statement-breakpoint
CREATE INDEX "memories_due" ON "memories" USING btree ("workspace","member","due");--> statement-breakpoint
CREATE UNIQUE INDEX "quizzes_one_a_member" ON "quizzes" USING btree ("workspace","member") WHERE "quizzes"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "quizzes_member" ON "quizzes" USING btree ("workspace","member","started_at");--> statement-breakpoint
CREATE INDEX "members_reviews_to_tell" ON "members" USING btree ("reviews_tell_at") WHERE "members"."reviews_tell_at" is not null;--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "attempts" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "difficulties" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "live_answers" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "live_items" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "live_players" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "live_quizzes" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "memories" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "quiz_items" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "quizzes" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));--> statement-breakpoint
CREATE POLICY "own_workspace_only" ON "skills" AS PERMISSIVE FOR ALL TO "studyhall_app" USING (workspace = current_setting('studyhall.workspace', true)) WITH CHECK (workspace = current_setting('studyhall.workspace', true));