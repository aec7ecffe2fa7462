-- Who is in a group no more, or no professional any more, is sent no word of it, by whatever road it came: a
-- digest that still waits does not leave, and what it told of their other groups is told again.
CREATE OR REPLACE FUNCTION network_forget_digests(person bigint) RETURNS void
LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM common_mail m USING accounts_user u
        WHERE u.id = person AND lower(m.recipient) = lower(u.email)
          AND m.purpose = 'nouveautés des groupes' AND m.state <> 'sent'
        RETURNING m.id
    )
    UPDATE network_rhythm r SET told_until = r.told_from, told_in = NULL
    FROM gone, accounts_groupmembership g
    WHERE r.told_in = gone.id AND r.told_from IS NOT NULL AND g.id = r.membership_id AND g.user_id = person
$$;

CREATE OR REPLACE FUNCTION network_digests_of_who_left() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_forget_digests(OLD.user_id);
    -- What is said at once of this group, which leads to its page, does not leave either.
    DELETE FROM common_mail m USING accounts_user u
    WHERE u.id = OLD.user_id AND lower(m.recipient) = lower(u.email)
      AND m.purpose IN ('vie d’un groupe', 'vie d’une discussion') AND m.state <> 'sent'
      AND position('/reseau/groupes/' || OLD.group_id || '/' IN m.text) > 0;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER digests_of_who_left AFTER DELETE ON accounts_groupmembership
FOR EACH ROW EXECUTE FUNCTION network_digests_of_who_left();

CREATE OR REPLACE FUNCTION network_digests_of_who_reads_no_more() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_forget_digests(NEW.id);
    DELETE FROM common_mail m
    WHERE lower(m.recipient) = lower(NEW.email)
      AND m.purpose IN ('vie d’un groupe', 'vie d’une discussion') AND m.state <> 'sent';
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER digests_of_who_reads_no_more
AFTER UPDATE OF is_active, is_professional, is_staff ON accounts_user
FOR EACH ROW WHEN (NOT NEW.is_active OR NOT (NEW.is_professional OR NEW.is_staff))
EXECUTE FUNCTION network_digests_of_who_reads_no_more();

-- Nor is who ended a subscription to bulletins, or reads what is for professionals no more: what waits to leave
-- is taken back. A public bulletin, and a question asked of an address, have another purpose each.
CREATE OR REPLACE FUNCTION network_bulletins_of_who_ended() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM common_mail m
    WHERE m.state <> 'sent' AND m.purpose IN ('bulletin', 'bulletin des professionnels')
      AND lower(m.recipient) = lower(coalesce((SELECT u.email FROM accounts_user u WHERE u.id = OLD.user_id), OLD.email))
      AND m.unsubscribe LIKE '%/' || replace(OLD.key::text, '-', '') || ':%';
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER bulletins_of_who_ended AFTER DELETE ON network_subscription
FOR EACH ROW EXECUTE FUNCTION network_bulletins_of_who_ended();

CREATE OR REPLACE FUNCTION network_bulletins_of_who_reads_no_more() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM common_mail m
    WHERE m.state <> 'sent' AND m.purpose = 'bulletin des professionnels' AND lower(m.recipient) = lower(NEW.email);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER bulletins_of_who_reads_no_more
AFTER UPDATE OF is_active, is_professional, is_staff ON accounts_user
FOR EACH ROW WHEN (NOT NEW.is_active OR NOT (NEW.is_professional OR NEW.is_staff))
EXECUTE FUNCTION network_bulletins_of_who_reads_no_more();
