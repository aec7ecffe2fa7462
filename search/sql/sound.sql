-- What a folded French word sounds like, roughly: the same for « alimantaire » and « alimentaire ». Made for
-- what people write as they hear it, so that sounds that are mistaken for each other are one (s and z, é and
-- è), and what is not heard at a word's end is gone. Digits are nasal vowels (1 in, 3 an, 4 on), the sound of
-- « ch » (2) and the end of « accueil » (5).
CREATE OR REPLACE FUNCTION mapping_sound(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    sound text := word;
    rule text[];
BEGIN
    IF word !~ '^[a-z]+$' THEN
        RETURN word;
    END IF;
    FOREACH rule SLICE 1 IN ARRAY ARRAY[
        -- The cedilla went with the accents.
        ['(an|le|fa|re|ar)c(?=ai|on|oi|u$|us$)', '\1s'], ['(er|la)c(?=ant)', '\1s'],
        ['c*(eu|ue)il', 'keil'],
        ['ph', 'f'], ['ps[iy]ch', 'psik'], ['tech', 'tek'], ['ch(?=[rln])', 'k'], ['sch|ch|sh', '2'], ['h', ''],
        ['cc(?=[eiy])', 'ks'], ['c(?=[eiy])', 's'], ['c|q(u(?=[aeiouy]))?', 'k'],
        ['ge(?=[ao])', 'j'], ['gu(?=[eiy])', 'g'], ['g(?=[eiy])', 'j'],
        ['([^s])ti(?=on|el|eu|al)', '\1si'],
        ['gn', 'n'], ['x$', ''], ['x', 'ks'], ['z', 's'], ['y', 'i'], ['w', 'v'],
        ['([b-df-hj-np-tv-z])\1', '\1'],
        ['e?au', 'o'], ['o?eu|oe', 'e'], ['ou', 'w'], ['oin', 'w1'], ['oi', 'wa'], ['eil+|ail+', '5'],
        ['(i|e)en(?=$|[^aeiouwnm1-5])', '\11'],
        ['(ai|ei|i|u)[nm](?=$|[^aeiouwnm1-5])', '1'],
        ['[ae][nm](?=$|[^aeiouwnm1-5])', '3'],
        ['o[nm](?=$|[^aeiouwnm1-5])', '4'],
        ['ai|ei', 'e'], ['(er|[tdspe])+$', ''], ['([a-z1-5])\1', '\1']
    ] LOOP
        sound := regexp_replace(sound, rule[1], rule[2], 'g');
    END LOOP;
    RETURN sound;
END
$$;
