# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures as linked data: what machines that read pages find in them (schema.org, JSON-LD)."""
