# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoDjango's database engine, for connections that are lent again and again."""
