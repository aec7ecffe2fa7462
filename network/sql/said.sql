-- What a search reads of discussions: the numbers of the words of each text, kept whatever the road. They hold
-- nobody's right to read: what is found is asked of the reader's own (`network.discussions.searching`).
CREATE OR REPLACE FUNCTION network_words_of_topic() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := network_numbers(network_without_addresses(concat_ws(E'\n', NEW.title, NEW.text)));
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER words_of_topic BEFORE INSERT OR UPDATE OF title, text, words ON network_topic
FOR EACH ROW EXECUTE FUNCTION network_words_of_topic();

CREATE OR REPLACE FUNCTION network_words_of_post() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := network_numbers(network_without_addresses(NEW.text));
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER words_of_post BEFORE INSERT OR UPDATE OF text, words ON network_post
FOR EACH ROW EXECUTE FUNCTION network_words_of_post();

-- A reply is to a message of its own topic that is no reply: one level, whoever writes.
CREATE OR REPLACE FUNCTION network_reply_is_of_one_level() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reply_to_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM network_post p
        WHERE p.id = NEW.reply_to_id AND p.topic_id = NEW.topic_id AND p.reply_to_id IS NULL
    ) THEN
        RAISE EXCEPTION 'A reply is to a message of its topic that is no reply' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER reply_is_of_one_level BEFORE INSERT OR UPDATE OF reply_to_id, topic_id ON network_post
FOR EACH ROW EXECUTE FUNCTION network_reply_is_of_one_level();
