ALTER TABLE "workspaces" ADD COLUMN "thread_end" text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "excludes_banned_at" timestamp with time zone;