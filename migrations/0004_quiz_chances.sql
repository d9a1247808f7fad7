ALTER TABLE "quiz_items" ADD COLUMN "chance_before" double precision;--> statement-breakpoint
ALTER TABLE "quiz_items" ADD COLUMN "chance_after" double precision;