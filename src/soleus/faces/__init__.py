"""Command line, reports, exports: read, call one verb, show."""
