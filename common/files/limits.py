"""How much a file may hold. Each limit is said to who goes over it; none is a crash."""

MIB = 1024 * 1024

# A whole département's directory is a few megabytes; all of data·inclusion's services are 300.
MAX_BYTES = 100 * MIB
# What a compressed workbook may hold once opened, and how many times smaller it may be when closed.
MAX_UNPACKED = 400 * MIB
MAX_RATIO = 300
# How many files an archive may hold, and how much its list of them may weigh: the list is read whole.
MAX_MEMBERS = 5_000
MAX_DIRECTORY = 2 * MIB
MAX_ROWS = 200_000
MAX_COLUMNS = 400
# Spreadsheets hold 32,767 characters a cell; no text of a directory is longer.
MAX_CELL = 50_000
# What reading one workbook may take, in a process of its own.
READER_MEMORY = 1500 * MIB
READER_SECONDS = 90
# How many rows are looked at to find the header and to recognise columns.
HEADER_DEPTH = 30
SAMPLE_ROWS = 200
