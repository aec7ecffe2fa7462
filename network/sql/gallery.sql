-- A photograph that goes, whatever the road, takes along its file and all that its history said of it: that there
-- was one stays, with who and when. In the transaction of what removes it, so that nothing is done by half. It
-- comes after the trigger that notes the removal, by its name.
CREATE OR REPLACE FUNCTION network_photo_gone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM files_content WHERE file_id = OLD.file_id;
    DELETE FROM files_file WHERE id = OLD.file_id;
    PERFORM history_blank(
        40::smallint, OLD.id, ARRAY[
            'file_id', 'alt', 'legend', 'credit', 'taken_on', 'recognisable', 'consent_who', 'consent_until',
            'consent_noted_by_id', 'consent_noted_at', 'by_id'
        ]
    );
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER network_photo_gone AFTER DELETE ON network_galleryphoto
    FOR EACH ROW EXECUTE FUNCTION network_photo_gone();
