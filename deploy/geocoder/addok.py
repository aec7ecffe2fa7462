# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the local geocoder: addok with the French plugins, as the national address service runs it.

Read by addok itself (`ADDOK_CONFIG_MODULE`), in its own environment.
"""

import addok_csv

ATTRIBUTION = "BAN"
LICENCE = "Licence Ouverte 2.0"
EXTRA_FIELDS = [{"key": "citycode"}, {"key": "oldcitycode"}, {"key": "oldcity"}]
FILTERS = ["type", "citycode", "postcode"]
QUERY_PROCESSORS_PYPATHS = [
    "addok.helpers.text.check_query_length",
    "addok_france.extract_address",
    "addok_france.clean_query",
    "addok_france.remove_leading_zeros",
]
SEARCH_RESULT_PROCESSORS_PYPATHS = [
    "addok.helpers.results.match_housenumber",
    "addok_france.make_labels",
    "addok.helpers.results.score_by_importance",
    "addok.helpers.results.score_by_autocomplete_distance",
    "addok.helpers.results.score_by_ngram_distance",
    "addok.helpers.results.score_by_geo_distance",
]
PROCESSORS_PYPATHS = [
    "addok.helpers.text.tokenize",
    "addok.helpers.text.normalize",
    "addok_france.glue_ordinal",
    "addok_france.fold_ordinal",
    "addok_france.flag_housenumber",
    "addok.helpers.text.synonymize",
    "addok_fr.phonemicize",
]
# Without it the documents stay in memory beside the index.
DOCUMENT_STORE_PYPATH = "addok_sqlite_store.SQLiteStore"
MIN_SCORE = 0.3


def _filters_of_row(self, row, filters):
    """The filters of one row: addok 1.3 lists the columns' names, which addok-csv 1.1 cannot look up."""
    return {
        name: row.get(column[0] if isinstance(column, list) else column) or ""
        for name, column in filters.items()
    }


addok_csv.BaseCSV.match_row_filters = _filters_of_row
