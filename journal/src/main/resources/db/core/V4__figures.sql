-- What the summary of an event adds up: why a decision is in its state, how many it reached, what its content cost, and of measurements
-- whether they count for the uplift, with the people before and after. NULL in rows of before.
ALTER TABLE interventions ADD COLUMN IF NOT EXISTS code varchar(32);
ALTER TABLE interventions ADD COLUMN IF NOT EXISTS attendees_reached integer;
ALTER TABLE interventions ADD COLUMN IF NOT EXISTS cost_micros bigint;
ALTER TABLE agent_performance ADD COLUMN IF NOT EXISTS counted boolean;
ALTER TABLE agent_performance ADD COLUMN IF NOT EXISTS users_before integer;
ALTER TABLE agent_performance ADD COLUMN IF NOT EXISTS users_after integer;
