# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a bare Debian 12 to a site that serves: `python3 -m tools run|test|prepare|data|lock`.

Runs under the system's Python before anything is installed: standard library only.
"""
