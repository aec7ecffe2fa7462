# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which files are taken, and how much one holds at most. Who goes over a limit is told so."""

ACCEPTED = ".xlsx, .xls, .ods, .csv, .json, .geojson"
MIB = 1024 * 1024

# A whole département's directory is a few megabytes; all of data·inclusion's services are 300.
MAX_BYTES = 100 * MIB
# What a compressed workbook may hold once opened, and how many times smaller it may be when closed.
MAX_UNPACKED = 400 * MIB
MAX_RATIO = 300
# How many files an archive may hold.
MAX_MEMBERS = 5_000
MAX_ROWS = 200_000
MAX_COLUMNS = 400
# Spreadsheets hold 32,767 characters a cell; no text of a directory is longer.
MAX_CELL = 50_000
# What reading one workbook may take, in a process of its own.
READER_MEMORY = 1500 * MIB
READER_SECONDS = 90
# A long JSON document is gone through three times, object by object.
DOCUMENT_SECONDS = 300
# What one row of a file may weigh: twenty rows of it do not matter to the site's memory, two hundred would.
MAX_ROW = 4 * MIB
MAX_SAMPLE = 8 * MIB
# How many rows are looked at to find the header and to recognise columns.
HEADER_DEPTH = 30
SAMPLE_ROWS = 200
# How many rows are kept in memory, so that they are read once.
MAX_AT_HAND = 2_000
