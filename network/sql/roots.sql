-- A number names one root, whatever its table: these draw theirs from the sequence of structures, so that the
-- events of two roots are never taken for one another's (`history.kinds.Kind`).
ALTER TABLE network_resource ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_resource ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_event ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_event ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_news ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_news ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_topic ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_topic ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_post ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_post ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_notepad ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_notepad ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_outreach ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_outreach ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_bulletin ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_bulletin ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
ALTER TABLE network_galleryphoto ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE network_galleryphoto ALTER COLUMN id SET DEFAULT nextval('mapping_structure_id_seq');
