"""Lessons that ask before they show: one Markdown file is one lesson, its questions come before its runs.

To read on: `lesson` has the records, `parse` makes them from a file (`lines`, `directives`, `check`, `render`), `shelf`
finds the files, `watch` decides a check in the live run, and `walk` takes a lesson's runs without a page.
"""
