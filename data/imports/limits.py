# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done while a page waits (two seconds or so); more is a job."""

MAX_BYTES_AT_ONCE = 200 * 1024
MAX_ROWS_AT_ONCE = 500
